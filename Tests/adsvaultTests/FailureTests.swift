import Credentials
import GoogleHTTP
import Operations
import Testing
import Vault

@testable import OAuthFlow
@testable import adsvault

struct FailureTests {
    private static let state = VaultState(epoch: 1, seq: 2, time: nil)

    @Test(arguments: [
        (VaultError.missing("/v"), ExitStatus.notFound, "no_vault"),
        (.exists("/v"), .exists, "vault_exists"),
        (.wrongSecret, .wrongPassphrase, "wrong_passphrase"),
        (.slotUnavailable("x"), .slotUnavailable, "slot_unavailable"),
        (.outOfMemory(mebibytes: 256), .slotUnavailable, "out_of_memory"),
        (.damaged(.audit), .damaged, "damaged"),
        (.unsafeFile("x"), .damaged, "unsafe_file"),
        (.newerFormat, .damaged, "newer_format"),
        (.rollback(found: state, known: state), .rollback, "rollback"),
        (.fork(found: state, known: state), .rollback, "fork"),
        (.anchorUnusable("x"), .damaged, "anchor_unusable"),
        (.busy, .busy, "busy"),
        (.storage("x"), .unexpected, "storage"),
    ])
    func `what a vault refuses has its status and its word`(error: VaultError, status: ExitStatus, code: String) {
        let failure = CommandFailure(error)
        #expect(failure.status == status)
        #expect(failure.code == code)
    }

    @Test(arguments: [
        (OperationError.whichClient([]), ExitStatus.notFound),
        (.scopesMissing([.adwords], granted: [.openID]), .drift),
        (.nearMintLimit(count: 99, account: "anna@example.com"), .wouldEvict),
        (.auditUnavailable("disk full"), .auditUnwritable),
        (.google(.unavailable(status: 503)), .google),
        (.google(.http(.network(.refused, host: "oauth2.googleapis.com"))), .network),
        (.google(.http(.rateLimited(host: "oauth2.googleapis.com", until: nil))), .rateLimited),
        (.google(.http(.cancelled)), .interrupted),
        (.consent(.denied), .declined),
        (.consent(.timedOut(after: .seconds(300))), .network),
        (.consent(.interrupted), .interrupted),
    ])
    func `what an operation refuses has its status`(error: OperationError, status: ExitStatus) {
        #expect(CommandFailure(error).status == status)
    }

    @Test func `an unknown name suggests the nearest`() throws {
        let failure = CommandFailure(OperationError.unknown(.credential, try Name("ana"), nearest: try Name("anna")))
        #expect(failure.status == .notFound)
        #expect(failure.message == "there is no credential 'ana'")
        #expect(failure.hint == "did you mean 'anna'?")
    }

    @Test func `siblings that would die are named, and how to agree to it`() throws {
        let failure = CommandFailure(
            OperationError.siblings(of: [try Name("a")], others: [try Name("b"), try Name("c")])
        )
        #expect(failure.status == .siblingsDie)
        #expect(failure.message == "with a these die too: b, c")
        #expect(failure.hint?.contains("--yes") == true)
    }

    @Test func `who has no access token of a deleted account is sent to another account's login`() throws {
        let refusal = GoogleError.Refusal(status: 400, code: "invalid_grant", description: "Account has been deleted")
        let failure = CommandFailure(OperationError.dead(try Name("a"), .invalidGrant(.accountDeleted, refusal)))
        #expect(failure.status == .dead)
        #expect(failure.hint?.hasPrefix("adsvault check a gives the login of another account") == true)
    }
}
