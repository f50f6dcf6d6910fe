import Credentials

/// The name that someone who typed `name` may have meant: at most a third of its letters are wrong; nil where none is
/// so near.
func nearest(_ name: Name, in names: [Name]) -> Name? {
    let typed = Array(name.description.lowercased())
    let limit = max(1, typed.count / 3)
    let near = names.map { (name: $0, distance: distance(typed, Array($0.description.lowercased()))) }
    return near.filter { $0.distance <= limit }.min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
}

/// How many letters have to be put in, taken out or changed to make one word of the other (Levenshtein).
private func distance(_ left: [Character], _ right: [Character]) -> Int {
    var row = Array(0...right.count)
    for (index, letter) in left.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for column in right.indices {
            let change = diagonal + (letter == right[column] ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(change, row[column] + 1, diagonal + 1)
        }
    }
    return row[right.count]
}
