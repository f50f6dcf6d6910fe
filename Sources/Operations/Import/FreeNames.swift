import Credentials

/// Names that are taken, and which is free near another. Many may be asked for: what was found taken is not looked at
/// again.
struct FreeNames {
    private var taken: Set<Name>
    /// The number from which on to look, for each name that was asked for.
    private var next: [Name: Int] = [:]

    init(without taken: some Sequence<Name>) {
        self.taken = Set(taken)
    }

    /// Takes the name, or where it is taken one with a number behind it.
    mutating func take(near name: Name) -> Name {
        if taken.insert(name).inserted { return name }
        let stem = String(String.UnicodeScalarView(name.description.unicodeScalars.prefix(Name.maximumLength - 8)))
        // Of as many candidates as there are names, and one more, one is free.
        for number in next[name, default: 2]..<taken.count + 3 {
            guard let candidate = try? Name("\(stem)-\(number)") else { continue }  // A stem with a number is a name.
            next[name] = number + 1
            if taken.insert(candidate).inserted { return candidate }
        }
        return name
    }

    /// Takes the name, whether or not it was taken.
    mutating func take(_ name: Name) {
        taken.insert(name)
    }
}
