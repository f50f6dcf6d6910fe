import ArgumentParser
import Credentials
import Operations

/// Which credentials are meant.
struct FilterOptions: ParsableArguments {
    @Argument(help: "Names of credentials, or globs such as '*@example.com'.", completion: .credentials)
    var names: [String] = []

    @Option(help: ArgumentHelp("Those of a Google account.", valueName: "email")) var account: [String] = []

    @Option(help: ArgumentHelp("Those that a person answers for.", valueName: "person")) var owner: [String] = []

    @Option(
        help: ArgumentHelp("Those of an OAuth client.", valueName: "name"),
        completion: .clients,
        transform: Name.argument
    )
    var client: [Name] = []

    @Option(help: ArgumentHelp("Those of a Cloud project.", valueName: "project")) var project: [String] = []

    @Option(
        help: ArgumentHelp("Those that reach a Google Ads customer, as last seen.", valueName: "id"),
        transform: CustomerID.argument
    )
    var customer: [CustomerID] = []

    @Option(
        help: ArgumentHelp("Those in a state: active, suspect, revoking, revoked or expired.", valueName: "state"),
        completion: .list(Credential.State.allCases.map(\.rawValue)),
        transform: Credential.State.argument
    )
    var state: [Credential.State] = []

    @Option(help: ArgumentHelp("Those with a label.", valueName: "key=value"), transform: Tag.argument)
    var tag: [Tag] = []

    @Flag(help: "All of them, as without a filter.") var all = false

    func validate() throws {
        if all, !names.isEmpty { throw ValidationError("--all and names exclude each other") }
        // What can be no name would be found nowhere, and pass for a result.
        for name in names where !Filter.isGlob(name) { _ = try Name.argument(name) }
    }

    /// The filter for credentials that were granted any of `scopes`, or whatever they were granted.
    func filter(scopes: [Scope] = []) -> Filter {
        var filter = Filter()
        filter.names = names
        filter.accounts = account
        filter.owners = owner
        filter.clients = client
        filter.projects = project
        filter.scopes = scopes
        filter.customers = customer
        filter.states = state
        filter.tags = Dictionary(grouping: tag, by: \.key).mapValues { $0.map(\.value) }
        return filter
    }
}
