import Credentials

/// A walk down the hierarchy as a value: whom to ask next, by which login, and what the answers add up to.
///
/// The outcome does not depend on the order in which answers come, as long as they are taken in that of the questions.
struct Descent {
    /// Who is asked, and by which login-customer-id.
    struct Question: Hashable, Sendable {
        let customer: CustomerID
        let login: CustomerID
    }

    /// The customer itself and those directly below it, or why Google does not say.
    typealias Answer = Result<[CustomerClient], AdsRefusal>

    private struct Node {
        var customer: Customer
        /// The managers that told of it, in the order in which they did.
        var tellers: [CustomerID] = []
        /// The logins by which it was asked.
        var tried: [CustomerID] = []
        var refusal: AdsRefusal?
        /// The login by which it answered.
        var login: CustomerID?
    }

    private let tops: Set<CustomerID>
    private let known: [CustomerID: Customer]
    private var nodes: [CustomerID: Node] = [:]
    /// Managers that were told of and may answer yet.
    private var managers: Set<CustomerID> = []
    /// Tops of which nobody told, and which were not asked.
    private var waiting: [CustomerID]

    /// More customers than a walk goes on with.
    private static let limit = 250_000

    /// A walk from `tops`, with what an earlier one found.
    init(from tops: [CustomerID], known: Reach?) {
        self.tops = Set(tops)
        self.known = Dictionary(known?.customers.map { ($0.id, $0) } ?? []) { first, _ in first }
        waiting = tops.sorted()
        for id in waiting { nodes[id] = Node(customer: Customer(id: id, loginCustomerID: id)) }
    }

    /// Whom to ask next; nobody when the walk is over.
    ///
    /// All managers that were told of come first, since they may tell of a top and spare a question; tops fill up to
    /// `count`, those last that stood below a manager before.
    mutating func next(upTo count: Int) -> [Question] {
        var questions = managers.sorted().compactMap(question)
        waiting.removeAll { !(nodes[$0]?.tellers.isEmpty ?? true) }
        let first = waiting.filter { known[$0].map { $0.isManager || $0.parents.isEmpty } ?? true }
        let chosen = first.isEmpty && questions.isEmpty ? waiting : first
        for id in chosen.prefix(max(count - questions.count, 0)) {
            questions.append(Question(customer: id, login: id))
        }
        let asked = Set(questions.map(\.customer))
        waiting.removeAll(where: asked.contains)
        for question in questions { nodes[question.customer]?.tried.append(question.login) }
        return questions
    }

    /// Takes what `question` brought.
    ///
    /// - Throws: `AdsError.nonsense` where there are more customers than there can be.
    mutating func take(_ answer: Answer, to question: Question) throws(AdsError) {
        switch answer {
        case .success(let rows):
            managers.remove(question.customer)
            nodes[question.customer]?.login = question.login
            nodes[question.customer]?.refusal = nil
            for row in rows { add(row, toldBy: question.customer) }
            guard nodes.count <= Self.limit else { throw .nonsense(.tooMany, expecting: .rows) }
        case .failure(let refusal):
            nodes[question.customer]?.refusal = refusal
            // Only a login that may not see it leaves hope for the next one.
            if refusal.cause != .permissionDenied { managers.remove(question.customer) }
        }
    }

    /// What the walk came to.
    func finish(readAt: Timestamp, operations: Int) -> AdsWalk {
        let levels = levels()
        var refusals: [CustomerID: AdsRefusal] = [:]
        let customers = nodes.values.map { node in
            var customer = node.customer
            customer.parents = node.tellers.sorted()
            customer.level = levels[customer.id] ?? 0
            customer.loginCustomerID = login(of: node)
            // A manager that tells of a customer says enough of one that has nobody below it.
            if customer.isManager || node.tellers.isEmpty { refusals[customer.id] = node.refusal }
            return customer
        }
        let reach = Reach(
            readAt: readAt,
            operations: operations,
            accessible: tops.sorted(),
            customers: customers.sorted { $0.id < $1.id }
        )
        return AdsWalk(reach: reach, refusals: refusals)
    }

    private mutating func add(_ row: CustomerClient, toldBy teller: CustomerID) {
        // A customer tells of itself, and of those one step below; nothing else was asked for.
        guard row.level == (row.id == teller ? 0 : 1) else { return }
        var node = nodes[row.id] ?? Node(customer: Customer(id: row.id, loginCustomerID: row.id))
        node.customer.merge(row)
        if row.id != teller {
            if !node.tellers.contains(teller) { node.tellers.append(teller) }
            let mayAnswer = node.login == nil && node.refusal.map { $0.cause == .permissionDenied } ?? true
            if node.customer.isManager, mayAnswer { managers.insert(row.id) }
        }
        nodes[row.id] = node
    }

    /// How to ask a manager next: by the login that worked before, itself where the account reaches it directly, a
    /// manager's above it, or any other top above it; nil where all were tried.
    private func question(_ id: CustomerID) -> Question? {
        guard let node = nodes[id] else { return nil }
        let above = topsAbove(id)
        let before = known[id].map(\.loginCustomerID).flatMap { above.contains($0) ? $0 : nil }
        let logins = [before] + [tops.contains(id) ? id : nil] + node.tellers.map { nodes[$0]?.login } + above.sorted()
        return logins.lazy.compactMap(\.self).first { !node.tried.contains($0) }.map {
            Question(customer: id, login: $0)
        }
    }

    /// The tops from which a way leads down to `id`.
    private func topsAbove(_ id: CustomerID) -> Set<CustomerID> {
        var seen: Set<CustomerID> = [id]
        var current = [id]
        while let next = current.popLast() {
            current += nodes[next]?.tellers.filter { seen.insert($0).inserted } ?? []
        }
        return seen.intersection(tops).subtracting([id])
    }

    /// The login by which a customer is reached: its own that worked, else that of the first manager that told of it.
    private func login(of node: Node) -> CustomerID {
        let told = node.tellers.first.flatMap { nodes[$0]?.login }
        let own = node.login ?? (tops.contains(node.customer.id) ? node.customer.id : nil)
        return (node.customer.isManager ? node.login ?? told : told) ?? own ?? node.customer.id
    }

    /// How many steps each is below those above whom nobody stands, or in a circle below a top.
    private func levels() -> [CustomerID: Int] {
        var children: [CustomerID: [CustomerID]] = [:]
        for node in nodes.values {
            for teller in node.tellers { children[teller, default: []].append(node.customer.id) }
        }
        var levels: [CustomerID: Int] = [:]
        func descend(from starts: [CustomerID]) {
            var current = starts
            var level = 0
            while !current.isEmpty {
                var below: [CustomerID] = []
                // Whom several managers lead to is met once.
                for id in current where levels[id] == nil {
                    levels[id] = level
                    below += children[id] ?? []
                }
                current = below
                level += 1
            }
        }
        descend(from: nodes.values.filter(\.tellers.isEmpty).map(\.customer.id))
        for top in tops.sorted() where levels[top] == nil { descend(from: [top]) }
        return levels
    }
}

extension Customer {
    /// Adds what a row tells to what is known.
    fileprivate mutating func merge(_ row: CustomerClient) {
        name = name ?? row.name
        isManager = isManager || row.isManager
        if status == .unknown { status = row.status }
        currency = currency ?? row.currency
        timeZone = timeZone ?? row.timeZone
    }
}
