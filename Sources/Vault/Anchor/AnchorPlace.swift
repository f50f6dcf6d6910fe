/// A place outside the vault where its anchors are kept.
public struct AnchorPlace: Sendable {
    /// Which place it is, for messages: a file's path, or the keyring.
    public let name: String
    /// The anchor that is kept for the vault of this id; nil where there is none yet.
    ///
    /// Throws `VaultError.anchorUnusable` where that cannot be told.
    public let read: @Sendable (_ vaultID: [UInt8]) throws -> Anchor?
    /// Puts an anchor in the place of the one there is, where `decide`, given that one, says so; nobody else changes it
    /// in between.
    ///
    /// Throws `VaultError.anchorUnusable`, `.storage`.
    public let replace: @Sendable (_ anchor: Anchor, _ decide: (Anchor?) -> Bool) throws -> Void

    /// A place that is read and written so.
    public init(
        name: String,
        read: @escaping @Sendable (_ vaultID: [UInt8]) throws -> Anchor?,
        replace: @escaping @Sendable (_ anchor: Anchor, _ decide: (Anchor?) -> Bool) throws -> Void
    ) {
        self.name = name
        self.read = read
        self.replace = replace
    }
}

extension Surroundings {
    /// What each place knows of a vault, in the order of the places.
    func anchors(of vaultID: [UInt8]) throws -> [Anchor?] {
        try anchorPlaces.map { try $0.read(vaultID) }
    }

    /// Raises the anchors after a commit, or after a state was seen that is newer than `known`. The commit stands
    /// whether or not that works, so failing is told and not thrown: the anchor is only left behind.
    func raise(_ anchor: Anchor, above known: [Anchor?]) {
        for (place, known) in zip(anchorPlaces, known) where anchor.raises(known) {
            replace(in: place, by: anchor) { anchor.raises($0) }
        }
    }

    /// Puts the anchor of a state that was gone back to, as agreed, in the place of those there are.
    func accept(_ anchor: Anchor) {
        for place in anchorPlaces { replace(in: place, by: anchor) { anchor.replaces($0) } }
    }

    private func replace(in place: AnchorPlace, by anchor: Anchor, _ decide: (Anchor?) -> Bool) {
        do {
            try place.replace(anchor, decide)
        } catch {
            let reason = (error as? VaultError)?.description ?? "\(type(of: error))"
            warn("the anchor in \(place.name) stays behind, so that going back to this state is not noticed: \(reason)")
        }
    }
}
