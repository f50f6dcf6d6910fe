import Broker
import Credentials
import Sealing

/// The variables of a command: those that adsvault was started with, and what leads it to its credential.
enum ChildEnvironment {
    /// What tells a command, and an `exec` in it, that it runs within one.
    static let mark = "ADSVAULT_EXEC"

    /// The inherited variables that a command gets: all but adsvault's own.
    static func inherited(_ environment: Environment) -> [String: String] {
        environment.variables.filter { !$0.key.hasPrefix("ADSVAULT_") }
    }

    /// The variables by which Google's libraries find the broker.
    ///
    /// Those that google-ads for Python asks for besides, when the environment configures it, are the user's where they are
    /// set: all but the manager to go through, which belongs to the credential.
    static func leading(
        to broker: MetadataEnvironment,
        of credential: Credential,
        from environment: Environment
    ) -> SecretBytes {
        var variables = broker.applied(to: inherited(environment))
        if variables["GOOGLE_ADS_USE_PROTO_PLUS"] == nil { variables["GOOGLE_ADS_USE_PROTO_PLUS"] = "True" }
        if let manager = credential.loginCustomerID { variables["GOOGLE_ADS_LOGIN_CUSTOMER_ID"] = manager.digits }
        return block(variables).finish()
    }

    /// The variables that hold the credential itself. None of Google Ads' is inherited: one file of configuration that is
    /// named there would win over all of them.
    static func holding(_ secrets: borrowing SecretBytes, from environment: Environment) -> SecretBytes {
        var block = block(inherited(environment).filter { !$0.key.hasPrefix("GOOGLE_ADS_") })
        block.append(secrets)
        return block.finish()
    }

    private static func block(_ variables: [String: String]) -> SecretBuffer {
        var block = SecretBuffer(capacity: 8192)
        for (name, value) in variables.sorted(by: { $0.key < $1.key }) where name != mark {
            block.append("\(name)=\(value)\0")
        }
        block.append("\(mark)=1\0")
        return block
    }
}
