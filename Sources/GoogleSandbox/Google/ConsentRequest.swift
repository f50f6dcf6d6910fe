/// A consent request that Google would show to a person.
struct ConsentRequest: Equatable {
    let client: Client
    let redirectURI: String
    let scopes: [String]
    let state: String?
    let challenge: Challenge?
    let isOffline: Bool
    let prompts: Set<String>
    let includesGrantedScopes: Bool
    let loginHint: String?

    /// Reads the query of the authorization endpoint; whatever is wrong stays on Google's page.
    init(_ fields: Fields, clients: [String: Client]) throws(Blocked) {
        if let name = fields.repeated {
            throw Blocked(error: .invalidRequest, detail: "OAuth 2 parameters can only have a single value: \(name)")
        }
        func required(_ name: String) throws(Blocked) -> String {
            guard let value = fields[name], !value.isEmpty else {
                throw Blocked(error: .invalidRequest, detail: "Missing required parameter: \(name)")
            }
            return value
        }
        guard let client = clients[try required("client_id")] else { throw Blocked(error: .invalidClient) }
        guard !client.isDeleted else { throw Blocked(error: .deletedClient) }
        self.client = client
        redirectURI = try required("redirect_uri")
        guard client.allows(redirect: redirectURI) else {
            throw Blocked(error: .redirectMismatch, detail: "redirect_uri=\(redirectURI)")
        }
        guard try required("response_type") == "code" else {
            throw Blocked(error: .invalidRequest, detail: "response_type is not code")
        }
        let (valid, unknown) = Scopes.parse(try required("scope"))
        guard unknown.isEmpty, !valid.isEmpty else {
            throw Blocked(error: .invalidScope, detail: unknown.joined(separator: ", "))
        }
        scopes = Scopes.completed(valid)
        state = fields["state"]
        challenge = try .parse(challenge: fields["code_challenge"], method: fields["code_challenge_method"])
        isOffline = try Self.choice("access_type", in: fields, of: ["online", "offline"]) == "offline"
        includesGrantedScopes = try Self.choice("include_granted_scopes", in: fields, of: ["false", "true"]) == "true"
        prompts = Set((fields["prompt"] ?? "").split(separator: " ").map(String.init))
        guard prompts.isSubset(of: ["consent", "select_account"]) else {
            throw Blocked(error: .invalidRequest, detail: "prompt is neither consent nor select_account")
        }
        loginHint = fields["login_hint"]
    }

    /// A parameter of few values; missing means the first.
    private static func choice(_ name: String, in fields: Fields, of values: [String]) throws(Blocked) -> String? {
        guard let value = fields[name] else { return values.first }
        guard values.contains(value) else {
            throw Blocked(error: .invalidRequest, detail: "\(name) is none of \(values.joined(separator: ", "))")
        }
        return value
    }
}
