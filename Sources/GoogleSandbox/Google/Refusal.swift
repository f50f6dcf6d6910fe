/// An error of the token, revocation, tokeninfo or userinfo endpoint, in Google's words.
struct Refusal: Error, Equatable {
    var status = 400
    let error: String
    let description: String
    var subtype: String?

    var json: JSON {
        var fields: [String: JSON] = ["error": .string(error), "error_description": .string(description)]
        if let subtype { fields["error_subtype"] = .string(subtype) }
        return .object(fields)
    }
}

extension Refusal {
    static let deadToken = Refusal(error: "invalid_grant", description: "Token has been expired or revoked.")
    static let badGrant = Refusal(error: "invalid_grant", description: "Bad Request")
    static let malformedCode = Refusal(error: "invalid_grant", description: "Malformed auth code.")
    static let missingVerifier = Refusal(error: "invalid_grant", description: "Missing code verifier.")
    static let wrongVerifier = Refusal(error: "invalid_grant", description: "Invalid code verifier.")
    static let deletedAccount = Refusal(error: "invalid_grant", description: "Account has been deleted")
    static let reauthenticationNeeded = Refusal(
        error: "invalid_grant",
        description: "reauth related error (invalid_rapt)",
        subtype: "invalid_rapt"
    )
    static let unknownClient = Refusal(
        status: 401,
        error: "invalid_client",
        description: "The OAuth client was not found."
    )
    static let deletedClient = Refusal(
        status: 401,
        error: "invalid_client",
        description: "The OAuth client was deleted."
    )
    static let wrongSecret = Refusal(
        status: 401,
        error: "invalid_client",
        description: "The provided client secret is invalid."
    )
    static let foreignClient = Refusal(status: 401, error: "unauthorized_client", description: "Unauthorized")
    static let redirectMismatch = Refusal(error: "redirect_uri_mismatch", description: "Bad Request")
    static let invalidScope = Refusal(error: "invalid_scope", description: "Bad Request")
    static let alreadyDead = Refusal(error: "invalid_token", description: "Token expired or revoked")
    static let invalidAccessToken = Refusal(error: "invalid_token", description: "Invalid Value")
    static let invalidBearer = Refusal(status: 401, error: "invalid_request", description: "Invalid Credentials")

    static let malformed = Refusal(error: "invalid_request", description: "Bad Request")

    static func unsupported(grantType: String) -> Refusal {
        Refusal(error: "unsupported_grant_type", description: "Invalid grant_type: \(grantType)")
    }

    static func missing(_ parameter: String) -> Refusal {
        Refusal(error: "invalid_request", description: "Missing required parameter: \(parameter)")
    }

    static func repeated(_ parameter: String) -> Refusal {
        Refusal(error: "invalid_request", description: "OAuth 2 parameters can only have a single value: \(parameter)")
    }

    static func secretInQuery(_ parameter: String) -> Refusal {
        Refusal(error: "invalid_request", description: "Parameter not allowed in the query string: \(parameter)")
    }
}
