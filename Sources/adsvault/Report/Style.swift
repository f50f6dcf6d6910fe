import Rainbow

/// What colour says beside the words, never instead of them.
enum Style: Sendable {
    case plain
    case heading
    case good
    case warning
    case bad
    case faint

    /// `text` in this style where `colours` are wanted.
    func applied(to text: String, colours: Bool) -> String {
        guard colours else { return text }
        return switch self {
        case .plain: text
        case .heading: text.bold
        case .good: text.green
        case .warning: text.yellow
        case .bad: text.red.bold
        case .faint: text.dim
        }
    }
}
