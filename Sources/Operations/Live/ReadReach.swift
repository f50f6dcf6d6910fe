import Credentials
public import GoogleAds
import GoogleHTTP
import Sealing

/// The APIs that tell what an account reaches.
public struct Reader: Sendable {
    let ads: AdsAPI
    let adManager: AdManager

    /// A reader by these two.
    public init(ads: AdsAPI, adManager: AdManager) {
        self.ads = ads
        self.adManager = adManager
    }
}

/// What was read of a credential's reach, and what was amiss.
struct ReadReach: Sendable {
    var reach: Reach?
    var findings: [Finding] = []
}

extension Reader {
    /// What a credential reaches by the scopes it was granted; no reach where none of them is for ads.
    ///
    /// - Parameter known: what it reached before.
    /// - Throws: `CancellationError`.
    func reach(
        of credential: Credential,
        granted scopes: [Scope],
        bearer: borrowing SecretBytes,
        developerToken: Secret?,
        known: Reach?,
        at now: Timestamp,
        jobs: Int = 8
    ) async throws -> ReadReach {
        var answer = ReadReach()
        if scopes.contains(.adwords) {
            do {
                let token = developerToken?.bytes.copy()
                let walk = try await ads.reach(
                    bearer: bearer,
                    developerToken: token,
                    project: credential.client.project,
                    known: known,
                    jobs: jobs
                )
                answer.reach = walk.reach
                let isNothing = walk.reach.customers.allSatisfy { walk.refusals[$0.id] != nil }
                // That a closed account is closed shows in its status, and is nobody's mistake.
                let closed = Set(walk.reach.customers.filter(\.status.isClosed).map(\.id))
                let refusals = walk.refusals.filter {
                    isNothing || $0.value.cause != .customerNotEnabled || !closed.contains($0.key)
                }
                answer.findings += refusals.sorted { $0.key < $1.key }.map { customer, refusal in
                    Finding(refusal, of: customer, by: credential, isOnlyWay: isNothing)
                }
            } catch {
                guard error != .http(.cancelled) else { throw CancellationError() }
                answer.findings.append(Finding(error, of: credential))
            }
        }
        if scopes.contains(where: Scope.adManagerScopes.contains) {
            do {
                let networks = try await adManager.networks(bearer: bearer, project: credential.client.project)
                answer.reach = answer.reach ?? Reach(readAt: now)
                answer.reach?.networks = networks
            } catch {
                guard error != .http(.cancelled) else { throw CancellationError() }
                answer.findings.append(Finding(error, of: credential))
            }
        }
        return answer
    }
}

extension Customer.Status {
    /// Whether it was closed, for a time or for good.
    fileprivate var isClosed: Bool { [.canceled, .suspended, .closed].contains(self) }
}
