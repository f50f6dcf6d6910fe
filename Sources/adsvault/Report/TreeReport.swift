import Credentials
import Operations

extension HierarchyAnswer {
    /// The object of `tree --json`.
    var json: JSON {
        let (hierarchy, failures) = (hierarchy, failures)
        return .written { writer in
            writer.object { writer in
                writer.key("customers")
                writer.array(hierarchy.customers) { $0.write(to: &$1, in: hierarchy) }
                writer.field("roots", hierarchy.roots.map(\.digits))
                writer.key("networks")
                writer.array(hierarchy.networks) { network, writer in
                    writer.object { writer in
                        writer.field("code", network.code)
                        writer.field("name", network.name)
                        writer.key("reachedBy")
                        writer.array(network.reachedBy) { name, writer in
                            writer.object { writer in
                                writer.field("credential", name.description)
                                writer.field("state", hierarchy.state(of: name).rawValue)
                            }
                        }
                        writer.key("reached")
                        writer.bool(hierarchy.isReached(by: network.reachedBy))
                    }
                }
                writer.field("readAt", hierarchy.oldest?.description)
                writer.key("findings")
                writer.array(failures) { failure, writer in
                    writer.object { writer in
                        writer.field("credential", failure.credential.description)
                        failure.finding.write(to: &writer)
                    }
                }
            }
        }
    }

    /// The tree for people, and below it what a person should know.
    func text(now: Timestamp, colours: Bool) -> String {
        TreeText(hierarchy: hierarchy, colours: colours).text
            + hierarchy.networks.map { line(of: $0) }.joined()
            + Style.faint.applied(to: words(now: now), colours: colours) + "\n"
    }

    private func line(of network: Hierarchy.Network) -> String {
        "Ad Manager network \(network.code)  \(network.name.printable)  \(hierarchy.reach(of: network))\n"
    }

    /// Whom nobody ever read, in one line however many they are; nil where there is none.
    var unread: String? {
        let unread = failures.filter { $0.finding.code == .notRead }
        if let (name, finding) = unread.first, unread.count == 1 { return finding.words(of: name) }
        guard !unread.isEmpty else { return nil }
        let named = unread.prefix(3).map(\.credential.description).joined(separator: ", ")
        let rest = unread.count > 3 ? " and \(unread.count - 3) more" : ""
        return "\(unread.count) credentials were never read: \(named)\(rest); adsvault check says why"
    }

    /// What the run ends with: one credential, one status; a warning is none.
    var status: ExitStatus {
        let errors = failures.filter { $0.finding.severity == .error }
        let failed = Dictionary(errors.map { ($0.credential, $0.finding.status) }) { first, _ in first }
        return ExitStatus(of: failed.values + Array(repeating: .done, count: max(0, credentialCount - failed.count)))
    }

    /// How much it is, and how old.
    func words(now: Timestamp) -> String {
        let count = hierarchy.nodes.count
        let customers = count == 1 ? "1 customer" : "\(count) customers"
        guard let oldest = hierarchy.oldest else { return customers }
        let calls = hierarchy.operations == 1 ? "1 call" : "\(hierarchy.operations) calls"
        return "\(customers), read \(oldest.relative(to: now)) by \(calls)"
    }
}

extension Hierarchy.Node {
    fileprivate func write(to writer: inout JSONWriter, in hierarchy: Hierarchy) {
        writer.object { writer in
            writer.field("id", customer.id.digits)
            writer.field("name", customer.name)
            writer.key("manager")
            writer.bool(customer.isManager)
            writer.field("status", customer.status.rawValue)
            writer.field("currency", customer.currency)
            writer.field("timeZone", customer.timeZone)
            writer.field("parents", customer.parents.map(\.digits))
            writer.field("level", Int64(customer.level))
            writer.key("reachedBy")
            writer.array(reachedBy) { way, writer in
                writer.object { writer in
                    writer.field("credential", way.credential.description)
                    writer.field("loginCustomerID", way.loginCustomerID.digits)
                    writer.field("state", hierarchy.state(of: way.credential).rawValue)
                }
            }
            writer.key("reached")
            writer.bool(hierarchy.isReached(by: reachedBy))
        }
    }
}
