/// The Google account that consented, or the service account that a key is of.
public struct Account: Hashable, Sendable {
    /// The account's e-mail address as Google writes it; nil where only the subject is known.
    public var email: String?
    /// Google's unchanging number for the account (`sub`, OpenID Connect Core §2); nil for a service account whose key
    /// does not tell it.
    public var subject: String?

    /// The account `subject`, with its address where it is known.
    public init(email: String?, subject: String?) {
        self.email = email
        self.subject = subject
    }

    /// What people call it: its address, else its number.
    public var name: String { email ?? subject ?? "an unknown account" }

    /// Whether `address` is this account's, letter case aside.
    public func has(email address: String) -> Bool {
        email?.lowercased() == address.lowercased()
    }
}

/// What Google revokes as one: everything an account granted to a Cloud project, by any of its clients.
public struct Grant: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The account's `sub`.
    public let subject: String
    /// What the Cloud project is called.
    public let project: String
    /// The project's number, by which it is known whatever it is called; its name where that is all there is.
    private let number: String

    /// The grant of the account `subject` to `project`.
    public init(subject: String, project: String, number: String?) {
        self.subject = subject
        self.project = project
        self.number = number ?? project
    }

    /// `SUBJECT/PROJECT`.
    public var description: String { "\(subject)/\(project)" }

    /// Whether both are of one account and project.
    public static func == (left: Grant, right: Grant) -> Bool {
        (left.subject, left.number) == (right.subject, right.number)
    }

    /// By subject, then project.
    public static func < (left: Grant, right: Grant) -> Bool {
        (left.subject, left.number) < (right.subject, right.number)
    }

    /// Account and project.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(subject)
        hasher.combine(number)
    }
}
