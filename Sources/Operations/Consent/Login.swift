public import Credentials
import GoogleHTTP
import OAuthFlow
import Sealing
import Vault

extension Session {
    /// Obtains a refresh token by a consent in the browser, and seals it before anything else happens.
    ///
    /// - Throws: before the browser opens: `OperationError.unknown`, `.whichClient`, `.wrongClientKind`, `.taken`,
    ///   `.serviceAccount`, `.nearMintLimit`, `.unwritable`, `VaultError.tooLarge`. Afterwards: `.consent`, `.scopesMissing`, `.wrongAccount` (the token is forgotten, never
    ///   revoked: that would end its siblings), `.noRefreshToken`, `.google`, `.notStored`, `.successorDead`.
    public func login(_ request: LoginRequest, on surface: ConsentSurface) async throws -> LoginOutcome {
        var plan = try prepare(request)
        // A token that still waits from an earlier consent does not give way before it was tried.
        if request.replace, let name = plan.name { plan.refused = try await tryWaiting(for: name).refused }
        return try await login(plan, on: surface)
    }

    private func login(_ plan: LoginPlan, on surface: ConsentSurface) async throws -> LoginOutcome {
        try makeRoom(for: plan)
        let obtained = try await consent(plan, on: surface)
        return try await settle(obtained, plan)
    }

    /// Obtains a new refresh token for a credential by a new consent of the same account. The old one is never revoked:
    /// that would end the new one as well. Where the token of an earlier consent still waits and works now, it is put in
    /// place, and no consent is asked.
    ///
    /// - Throws: as `login`; `.unusable` for what is revoked or being revoked; `.serviceAccount` for a key.
    public func rotateToken(
        _ name: Name,
        port: Int = 0,
        limit: Duration = .seconds(300),
        force: Bool = false,
        on surface: ConsentSurface
    ) async throws -> LoginOutcome {
        let old = try show(name)
        guard old.kind == .user else { throw OperationError.serviceAccount(old, .rotation) }
        guard old.state != .revoked, old.state != .revoking else { throw OperationError.unusable(name, old.state) }
        let waiting = try await tryWaiting(for: name)
        if let renewed = waiting.renewed {
            let siblings = try list().filter { renewed.isSibling(of: $0) && $0.state != .revoked }
            let warning = "the token of an earlier consent works and is in place now; no new consent was needed"
            return LoginOutcome(credential: renewed, siblings: siblings.map(\.name), warnings: [warning])
        }
        var request = LoginRequest()
        request.name = name
        request.client = old.client?.name
        let scopes = old.requiredScopes.isEmpty ? old.scopes : old.requiredScopes
        if !scopes.isEmpty { request.scopes = scopes }
        request.loginHint = old.account?.name
        request.port = port
        request.limit = limit
        request.replace = true
        request.force = force
        var plan = try prepare(request)
        plan.refused = waiting.refused
        return try await login(plan, on: surface)
    }

    /// Everything that can be refused before a person is troubled.
    private func prepare(_ request: LoginRequest) throws -> LoginPlan {
        try vault.read { snapshot in
            let (client, secret) = try snapshot.opened(OAuthClient.self, snapshot.desktopClient(request.client).name)
            let credentials = try snapshot.all(Credential.self)
            let name = request.name ?? request.loginHint.flatMap { Name(nearestTo: $0) }
            let holder = credentials.first { $0.name == name && $0.state != .revoked }
            if let holder {
                guard request.replace else { throw OperationError.taken(.credential, holder.name) }
                guard holder.kind == .user else { throw OperationError.serviceAccount(holder, .consent) }
                guard holder.state != .revoking else { throw OperationError.unusable(holder.name, holder.state) }
            }
            let account = request.loginHint.flatMap { hint in
                credentials.lazy.compactMap(\.account).first { $0.has(email: hint) || $0.subject == hint }
            }
            if let account, !request.force {
                try snapshot.checkMints(account: account, clientID: client.id)
            }
            let plan = LoginPlan(request: request, name: name, client: client, secret: secret, known: account)
            try plan.checkSize(replacing: holder, at: now())
            return plan
        }
    }

    /// Writes before a person is troubled: what cannot be written shows now, and not with a token at hand. It is a true
    /// commit of as much as the token will take, since a full disk says so no earlier; the room stays in the file.
    ///
    /// - Throws: `OperationError.unwritable`.
    private func makeRoom(for plan: LoginPlan) throws {
        do {
            try vault.write { transaction in
                try transaction.makeRoom()
                transaction.note(AuditNote("consent", plan.subject, "asked for, by client \(plan.client.name)"))
            }
        } catch VaultError.storage(let reason) {
            throw OperationError.unwritable(reason)
        }
    }

    private func consent(_ plan: LoginPlan, on surface: ConsentSurface) async throws -> Obtained {
        let state = ConsentState()
        do {
            return try await LoopbackReceiver.listen(port: plan.request.port, state: state) { receiver in
                try await obtain(plan, state: state, receiver: receiver, surface: surface)
            }
        } catch let error as ConsentError {
            throw OperationError.consent(error)
        } catch let error as GoogleError {
            throw OperationError.google(error)
        }
    }

    private func obtain(
        _ plan: LoginPlan,
        state: ConsentState,
        receiver: LoopbackReceiver,
        surface: ConsentSurface
    ) async throws -> Obtained {
        let pkce = PKCE()
        let request = try ConsentRequest(
            client: plan.client,
            scopes: plan.request.scopes,
            redirectURI: receiver.redirectURI,
            state: state,
            challenge: pkce.challenge,
            loginHint: plan.request.loginHint
        )
        await surface.show(request.address(through: surface.fold), receiver)
        let code = try await receiver.answer(within: plan.request.limit)
        surface.answered()
        do {
            try plan.checkScopes(code.scopes)
            // An unused code costs a consent; a token that nothing can store, as under a new key, is lost.
            try underNewestKey { try $0.read { _ in } }
            // From here on an interruption must not lose what Google gave: this runs to its end, which is near.
            let (secret, verifier) = (Secret(code.secret.copy()), Secret(pkce.verifier.copy()))
            return try await Task {
                try await exchange(plan, code: secret, verifier: verifier, receiver: receiver, surface: surface)
            }.value
        } catch {
            receiver.show(ResultPage(error.isRefusal ? .refusal : .failure, detail: error.page))
            throw error
        }
    }

    private func exchange(
        _ plan: LoginPlan,
        code: Secret,
        verifier: Secret,
        receiver: LoopbackReceiver,
        surface: ConsentSurface
    ) async throws -> Obtained {
        let reply = try await google.exchange(
            code: code.bytes,
            verifier: verifier.bytes,
            redirectURI: receiver.redirectURI,
            client: plan.client,
            secret: plan.secret.bytes
        )
        let token = try reply.heldRefreshToken()
        do throws(OperationError) {
            try plan.check(reply)
        } catch {
            noteForgotten(reply.account, plan, because: error)
            throw error
        }
        let draft = plan.credential(reply, at: now())
        let access = reply.heldAccess(at: now())
        let warnings = reply.warnings
        while true {
            do {
                var stored = try store(draft, token: token, plan: plan)
                stored.warnings += warnings
                receiver.show(ResultPage(.success, detail: "Stored as \(stored.credential.name)."))
                return Obtained(stored: stored, access: access)
            } catch {
                guard await surface.storeFailed(error) else {
                    // As above all it is told to the person, it may fail where nothing can be kept at all.
                    try? vault.keepGap(AuditNote("login", draft.name.description, "a new token could not be stored"))
                    throw OperationError.notStored(draft.name, reason: "\(error)")
                }
            }
        }
    }
}

/// A token that is in the vault.
struct Obtained: Sendable {
    let stored: StoredToken
    /// The access token that came along, or what is wrong with it.
    let access: Result<Refreshed.Access, GoogleError>
}

extension Error {
    fileprivate var isRefusal: Bool {
        switch self as? OperationError {
        case .scopesMissing, .wrongAccount: true
        default: false
        }
    }

    fileprivate var page: String? {
        switch self as? OperationError {
        case .scopesMissing(let scopes, _): "Not granted: \(scopes.map(\.shortForm).joined(separator: ", "))."
        case .wrongAccount(let expected, _): "Another account was meant: \(expected)."
        case .notStored: "The token could not be stored. The terminal says why."
        default: nil
        }
    }
}
