/// What a person should know about a file that can be imported all the same.
public struct ImportNote: Equatable, Sendable, CustomStringConvertible {
    /// What there is to know.
    public enum Kind: Equatable, Sendable {
        /// The file's name is that of other formats than its contents.
        case misnamed(ExportFormat)
        /// The dashes of a customer id were left out, as clients want it.
        case dashesRemoved(DeployedCredential.Setting)
        /// The unquoted id is a number to the format's loaders, which do not keep its leading 0 or read it in octal; it is
        /// taken as it is written.
        case leadingZero(DeployedCredential.Setting)
        /// The value begins or ends with a blank, which this format makes part of it; only where that does no harm.
        case blankKept(DeployedCredential.Setting)
        /// A sample's text that nobody filled in was left out.
        case placeholderLeftOut(DeployedCredential.Setting)
        /// A whole block of them was.
        case blockLeftOut
        /// A block was left out in which something is filled in, but nothing that a credential needs.
        case blockWithoutCredential
        /// The credential is in another file, the key of a service account, which is to be imported too.
        case keyFileNamed
    }

    /// What there is to know.
    public let kind: Kind
    /// The line, from 1; nil where it is about the whole file.
    public let line: Int?

    init(_ kind: Kind, line: Int? = nil) {
        self.kind = kind
        self.line = line
    }

    /// One lower-case sentence for people.
    public var description: String {
        line.map { "line \($0): \(kind)" } ?? "\(kind)"
    }
}

extension ImportNote.Kind: CustomStringConvertible {
    /// What there is to know, in lower case, for the end of a sentence.
    public var description: String {
        switch self {
        case .misnamed(let format): "the file holds \(format.rawValue), though its name says otherwise"
        case .dashesRemoved(let setting): "the dashes of the \(setting.rawValue) were left out"
        case .leadingZero(let setting):
            "without quotes clients read the \(setting.rawValue) as another number; it is taken as it is written"
        case .blankKept(let setting): "a blank at an end of the \(setting.rawValue) is part of it"
        case .placeholderLeftOut(let setting): "the \(setting.rawValue) is a sample's text, and was left out"
        case .blockLeftOut: "a block that nobody filled in was left out"
        case .blockWithoutCredential: "a block without a credential was left out"
        case .keyFileNamed: "the credential is in the key file that is named here: import that too"
        }
    }
}
