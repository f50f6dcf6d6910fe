/// The candidate that was most likely meant by `name`; nil where none is near.
///
/// Near is: letter case aside, at most one slip (a letter too many, missing, wrong or swapped) for every three letters. Of an
/// address those before the `@` count: that two people have one domain makes neither of them the other.
///
/// - Parameter most: how many slips are allowed at most, where that is fewer.
public func nearest(to name: String, among candidates: some Sequence<String>, most: Int = .max) -> String? {
    let limit = min(most, max(1, name.prefix { $0 != "@" }.count / 3))
    let distances = candidates.map { (candidate: $0, slips: slips(from: name.lowercased(), to: $0.lowercased())) }
    return distances.filter { $0.slips <= limit }.min { ($0.slips, $0.candidate) < ($1.slips, $1.candidate) }?.candidate
}

/// The name that was most likely meant by `name`; nil where none is near.
public func nearest(_ name: Name, in names: [Name]) -> Name? {
    nearest(to: name.description, among: names.map(\.description)).flatMap { text in
        names.first { $0.description == text }
    }
}

/// Damerau and Levenshtein's distance, with swaps of neighbours only ("optimal string alignment").
private func slips(from left: String, to right: String) -> Int {
    let (left, right) = (Array(left), Array(right))
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in left.indices {
        var current = [row + 1]
        for column in right.indices {
            let replaced = last[column] + (left[row] == right[column] ? 0 : 1)
            var best = min(replaced, last[column + 1] + 1, current[column] + 1)
            if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                best = min(best, beforeLast[column - 1] + 1)
            }
            current.append(best)
        }
        (beforeLast, last) = (last, current)
    }
    return last[right.count]
}
