public import Credentials
import GoogleHTTP
public import Sealing

/// What an account reaches, and what of it refused to tell more.
public struct AdsWalk: Sendable {
    /// What was reached. Those that refused are among its customers, by what others tell of them.
    public let reach: Reach
    /// Who refused, and why: a customer that Google did not open to this account, a manager whose customers are therefore
    /// not known.
    public let refusals: [CustomerID: AdsRefusal]
}

extension AdsAPI {
    /// Walks from the customers that the account reaches directly down through every manager, each asked once.
    ///
    /// Makes no more calls than there are managers, directly reached customers of which nobody else told, and pages beyond
    /// the first; a refusal by one login-customer-id and a further attempt with the next come on top.
    ///
    /// - Parameters:
    ///   - project: the Cloud project that is charged.
    ///   - known: what was reached before: its logins are tried first, and whoever is known to stand below a manager is
    ///     not asked before it.
    ///   - jobs: how many are asked at once.
    /// - Throws: `AdsError` for what concerns the account, the project or the way to Google; what concerns one customer
    ///   is a refusal in the result.
    public func reach(
        bearer: borrowing SecretBytes,
        developerToken: borrowing SecretBytes?,
        project: String? = nil,
        known: Reach? = nil,
        jobs: Int = 16
    ) async throws(AdsError) -> AdsWalk {
        let access = Access(bearer: bearer, developerToken: developerToken, project: project)
        let readAt = line.now()
        var descent = Descent(from: try await accessibleCustomers(access), known: known)
        while true {
            let questions = descent.next(upTo: max(jobs, 1))
            guard !questions.isEmpty else { break }
            let answers = try await answers(to: questions, access, jobs: max(jobs, 1))
            for (question, answer) in zip(questions, answers) { try descent.take(answer, to: question) }
        }
        return descent.finish(readAt: readAt, operations: access.operations)
    }

    /// Asks all `questions`, at most `jobs` at once; the answers in the order of the questions.
    private func answers(
        to questions: [Descent.Question],
        _ access: Access,
        jobs: Int
    ) async throws(AdsError) -> [Descent.Answer] {
        do {
            return try await withThrowingTaskGroup(of: (Int, Descent.Answer).self) { group in
                var waiting = questions.indices.makeIterator()
                func beginNext(_ group: inout ThrowingTaskGroup<(Int, Descent.Answer), any Error>) {
                    guard let index = waiting.next() else { return }
                    group.addTask { (index, try await answer(to: questions[index], access)) }
                }
                var answers: [Descent.Answer?] = questions.map { _ in nil }
                for _ in 0..<jobs { beginNext(&group) }
                while let (index, answer) = try await group.next() {
                    answers[index] = answer
                    beginNext(&group)
                }
                return answers.compactMap(\.self)
            }
        } catch let error as AdsError {
            throw error
        } catch {
            throw .http(.cancelled)
        }
    }

    private func answer(to question: Descent.Question, _ access: Access) async throws(AdsError) -> Descent.Answer {
        var rows: [CustomerClient] = []
        do {
            try await search(CustomerClient.query, of: question.customer, login: question.login, access) {
                (reader) throws(JSONReader.Malformed) in
                rows.append(try CustomerClient(from: &reader))
            }
            return .success(rows)
        } catch .refused(let refusal) where refusal.cause.concernsOneCustomer {
            return .failure(refusal)
        }
    }
}
