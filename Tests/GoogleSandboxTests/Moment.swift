import Foundation

@testable import GoogleSandbox

/// A clock that stands still.
struct Moment {
    let date = Date(timeIntervalSince1970: 1_800_000_000)
}

extension Google {
    /// A desktop client and a code of a consent to it, without HTTP.
    func consented() throws -> (client: Client, code: String) {
        let client = addClient()
        addAccount("ann@example.com")
        let query = Fields([
            ("client_id", client.id), ("redirect_uri", Scene.redirect), ("response_type", "code"),
            ("scope", Scene.adwords), ("access_type", "offline"), ("login_hint", "ann@example.com"),
        ])
        guard case .redirect(let location) = try openConsent(query),
            let code = Fields(encoded: location.split(separator: "?").last ?? "")?["code"]
        else { return (client, "") }
        return (client, code)
    }

    func exchangeStatus(of code: String, by client: Client) -> Int {
        status(
            of: Fields([
                ("grant_type", "authorization_code"), ("code", code), ("client_id", client.id),
                ("client_secret", client.secret), ("redirect_uri", Scene.redirect),
            ])
        )
    }

    private func status(of form: Fields) -> Int {
        do throws(Refusal) {
            _ = try answerTokenRequest(form)
            return 200
        } catch {
            return error.status
        }
    }
}
