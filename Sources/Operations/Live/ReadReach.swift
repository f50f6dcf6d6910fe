import Credentials
public import GoogleAds
import GoogleHTTP
import Sealing
import Vault

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
    /// What it reaches; nil where nothing new is known. What could not be read is as it was known before.
    var reach: Reach?
    /// The same, to be kept.
    var new: NewReach?
    /// How many customers it reaches; nil where they could not be read.
    var customerCount: Int?
    var findings: [Finding] = []
}

extension Reader {
    /// What a credential reaches by the scopes it was granted; no reach where none of them is for ads.
    ///
    /// - Parameters:
    ///   - known: what it reached before.
    ///   - jobs: how many customers are asked about at once.
    /// - Throws: `CancellationError`.
    func reach(
        of credential: Credential,
        granted scopes: [Scope],
        bearer: borrowing SecretBytes,
        developerToken: Secret?,
        known: Reach?,
        at now: Timestamp,
        jobs: Int
    ) async throws -> ReadReach {
        var answer = ReadReach()
        var reach: Reach?
        let asksAds = scopes.contains(.adwords)
        if asksAds {
            do {
                let token = developerToken?.bytes.copy()
                let walk = try await ads.reach(
                    bearer: bearer,
                    developerToken: token,
                    project: credential.project,
                    known: known,
                    jobs: jobs
                )
                reach = answer.take(walk, of: credential, known: known)
            } catch {
                guard error != .http(.cancelled) else { throw CancellationError() }
                answer.findings.append(Finding(error, of: credential))
            }
        }
        if scopes.contains(where: Scope.adManagerScopes.contains) {
            do {
                let networks = try await adManager.networks(bearer: bearer, project: credential.project)
                reach = reach ?? known ?? (asksAds ? nil : Reach(readAt: now))
                reach?.networks = networks
            } catch {
                guard error != .http(.cancelled) else { throw CancellationError() }
                answer.findings.append(Finding(error, of: credential))
            }
        }
        if let reach {
            answer.new = NewReach(reach)
            answer.reach = answer.new.map { _ in reach }
            if answer.new == nil { answer.findings.append(.manyCustomers(reach.customers.count)) }
        }
        return answer
    }
}

extension ReadReach {
    /// Takes what the walk down the hierarchy brought, and gives the reach. Where every customer was refused, nothing new
    /// is known.
    fileprivate mutating func take(_ walk: AdsWalk, of credential: Credential, known: Reach?) -> Reach? {
        let customers = walk.reach.customers
        let isRefused = !customers.isEmpty && customers.allSatisfy { walk.refusals[$0.id] != nil }
        if !isRefused { customerCount = customers.count }
        // That a closed account is closed shows in its status, and is nobody's mistake.
        let closed = Set(customers.filter(\.status.isClosed).map(\.id))
        let refusals = walk.refusals.filter {
            isRefused || $0.value.cause != .customerNotEnabled || !closed.contains($0.key)
        }
        findings += Finding.refusals(refusals, of: credential, isOnlyWay: isRefused)
        if customers.isEmpty { findings.append(.noCustomers(credential)) }
        guard !isRefused else { return nil }
        var reach = walk.reach
        reach.networks = known?.networks ?? [:]
        return reach
    }
}

extension Customer.Status {
    /// Whether it was closed, for a time or for good.
    fileprivate var isClosed: Bool { [.canceled, .suspended, .closed].contains(self) }
}
