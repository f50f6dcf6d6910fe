import Credentials
import Deploy
import Foundation
import Sealing
import Testing

/// Reads a file of this text.
func read(_ text: String, named name: String = "file") throws -> ImportedFile {
    try ImportedFile(contents: Array(text.utf8).rawBytes, name: name)
}

/// What a credential says, in the open, so that it can be compared.
struct Opened: Equatable {
    var clientID: String?
    var clientSecret: String?
    var refreshToken: String?
    var keyFile: String?
    var developerToken: String?
    var loginCustomerID: String?
    var linkedCustomerID: String?
    var networkCode: String?
    var accountEmail: String?
    var impersonatedEmail: String?
}

extension ImportedCredential {
    /// The same in the open.
    var opened: Opened {
        var opened = Opened()
        switch material {
        case .user(let user):
            opened.clientID = user.clientID
            opened.clientSecret = user.clientSecret.revealedText()
            opened.refreshToken = user.refreshToken.revealedText()
        case .serviceAccount: break
        case .keyFile(let path): opened.keyFile = path
        }
        switch developerToken {
        case .some(let token): opened.developerToken = token.revealedText()
        case .none: break
        }
        opened.loginCustomerID = loginCustomerID?.digits
        opened.linkedCustomerID = linkedCustomerID?.digits
        opened.networkCode = networkCode?.digits
        opened.accountEmail = accountEmail
        opened.impersonatedEmail = impersonatedEmail
        return opened
    }
}

/// Expects that a file of this text is refused, for this reason and at this line.
func expectRefusal(
    _ reason: ImportError.Reason,
    line: Int?,
    of text: String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    do {
        _ = try read(text)
        Issue.record("it was read", sourceLocation: sourceLocation)
    } catch let error as ImportError {
        #expect(error.reason == reason, sourceLocation: sourceLocation)
        #expect(error.line == line, sourceLocation: sourceLocation)
    } catch {
        Issue.record(error, sourceLocation: sourceLocation)
    }
}

/// Expects that a file of this text does not follow the rules of `format`, at this line.
func expectMalformed(
    _ format: ExportFormat,
    line: Int?,
    _ text: String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    do {
        _ = try read(text)
        Issue.record("it was read", sourceLocation: sourceLocation)
    } catch let error as ImportError {
        guard case .malformed(format, _) = error.reason else {
            Issue.record(error, sourceLocation: sourceLocation)
            return
        }
        #expect(error.line == line, sourceLocation: sourceLocation)
    } catch {
        Issue.record(error, sourceLocation: sourceLocation)
    }
}

/// Writes files with whatever form a value may have that somebody wrote by hand, those of which a credential is read.
///
/// - Parameter file: the file with a form in place of the client's secret.
/// - Returns: the secrets that were read, as another reader is to find them.
func writeHandwritten(
    into folder: URL,
    without excluded: Set<Character> = [],
    as file: (_ form: String) -> String
) throws -> [String] {
    var random = SplitMix(state: 1999)
    let signs = Array("\"\"''\\\\$#{};=:! \taxn\u{E9}").filter { !excluded.contains($0) }
    var secrets: [String] = []
    for _ in 0..<6000 where secrets.count < 1000 {
        let quote = ["\"", "'", ""].randomElement(using: &random) ?? ""
        let inner = (0..<Int.random(in: 1...6, using: &random)).map { _ in signs.randomElement(using: &random) ?? "a" }
        let text = file(quote + String(inner) + quote)
        do {
            guard let secret = try read(text).credentials.first?.opened.clientSecret else { continue }
            try Data(text.utf8).write(to: folder.appending(path: "\(10000 + secrets.count)"))
            secrets.append(secret)
        } catch is ImportError {
            continue
        }
    }
    try #require(secrets.count >= 500)
    return secrets
}

/// The three settings of a user, as most tests have them.
let ada = Opened(
    clientID: "1-a.apps.googleusercontent.com",
    clientSecret: "GOCSPX-secret",
    refreshToken: "1//token"
)
