import Broker

extension CommandFailure {
    /// What keeps the broker from listening, to the person who ran the command.
    init(_ error: BrokerError) {
        self =
            switch error {
            case .inUse:
                CommandFailure(.busy, code: "address_in_use", "\(error)", hint: "end that one, or take another place")
            case .cannotListen: CommandFailure(.usage, code: "cannot_listen", "\(error)")
            case .occupied:
                CommandFailure(.usage, code: "socket_path", "\(error)", hint: "name another path with --socket")
            case .openFolder:
                CommandFailure(
                    .usage,
                    code: "socket_path",
                    "\(error)",
                    hint: "name a path in a folder that only you can enter; one that is missing is made"
                )
            case .interrupted: .interrupted
            }
    }
}
