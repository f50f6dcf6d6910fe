import ArgumentParser
import Credentials

/// How a consent is asked for.
struct ConsentOptions: ParsableArguments {
    @Flag(help: "Start no browser: print the address, and take the redirect's address from the terminal.")
    var noBrowser = false

    @Option(help: ArgumentHelp("Listen on this port of 127.0.0.1; a free one where none is named.", valueName: "port"))
    var port = 0

    @Option(
        help: ArgumentHelp("How long the consent may take, such as 90s or 10m (default: 5m).", valueName: "duration"),
        transform: Duration.argument
    )
    var timeout: Duration = .seconds(300)

    @Flag(help: "Go on although Google may end an older token: it keeps 100 of an account and client.")
    var force = false

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("a port is a number from 0 to 65535") }
        guard timeout > .zero else { throw ValidationError("a consent takes some time") }
    }
}
