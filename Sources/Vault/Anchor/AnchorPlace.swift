/// A place outside the vault where its anchors are kept.
public struct AnchorPlace: Sendable {
    /// Which place it is, for messages: a file's path, or the keyring.
    public let name: String
    /// The anchor that is kept for the vault of this id; nil where there is none yet.
    ///
    /// Throws `VaultError.anchorUnusable` where that cannot be told, `.slotUnavailable` where the place is out of reach.
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
    ///
    /// - Throws: `VaultError.anchorUnusable` where one of them stays: by that one the vault does not open.
    func accept(_ anchor: Anchor) throws(VaultError) {
        var problem: VaultError?
        for place in anchorPlaces {
            do {
                try place.replace(anchor) { anchor.replaces($0) }
            } catch {
                let words = "the vault went back as agreed, but \(place.name) still knows a newer one: \(reason(error))"
                problem = .anchorUnusable(words)
            }
        }
        if let problem { throw problem }
    }

    /// Puts an anchor into a place that may not have seen the vault for long: above an older state, and above one that was
    /// given up for a newer key. As in `raise`, failing is told and not thrown.
    func settle(_ anchor: Anchor, in place: AnchorPlace) {
        replace(in: place, by: anchor) { anchor.raises($0) || anchor.replaces($0) }
    }

    private func replace(in place: AnchorPlace, by anchor: Anchor, _ decide: (Anchor?) -> Bool) {
        do {
            try place.replace(anchor, decide)
        } catch {
            let words = "the anchor in \(place.name) stays behind, so that going back to this state is not noticed"
            warn("\(words): \(reason(error))")
        }
    }

    private func reason(_ error: any Error) -> String {
        (error as? VaultError)?.description ?? "\(type(of: error))"
    }
}
