import ArgumentParser

/// One run: from arguments to an exit status, with everything said on the way.
struct Program {
    let context: Context

    /// Does what the arguments say, and gives the status to exit with. What was interrupted ends as such, however much of
    /// it was done and said.
    func exitCode(_ arguments: [String]) async -> Int32 {
        let code = await outcome(of: arguments)
        return context.interruption.hasCome ? ExitStatus.interrupted.rawValue : code
    }

    private func outcome(of arguments: [String]) async -> Int32 {
        do {
            try await runCommand(arguments)
            return ExitStatus.done.rawValue
        } catch let status as ExitStatus {
            return status.rawValue
        } catch let end as ChildEnd {
            return end.code
        } catch {
            let failure = CommandFailure(anyOf: error)
            context.explain(failure, json: arguments.prefix { $0 != "--" }.contains("--json"))
            return failure.status.rawValue
        }
    }

    private func runCommand(_ arguments: [String]) async throws {
        do {
            var parsed = try await Adsvault.asyncParseAsRoot(arguments)
            guard let command = parsed as? any Command else { return try parsed.run() }
            try await command.run(in: context)
        } catch {
            switch Adsvault.exitCode(for: error) {
            // Help, the version or a completion script was asked for.
            case .success:
                if let failure = UsageFailure.ofHelp(arguments) { throw failure }
                try context.output.write(Adsvault.message(for: error) + "\n")
            case .validationFailure:
                throw UsageFailure(message: Adsvault.message(for: error), arguments: arguments).asCommandFailure
            default: throw error
            }
        }
    }
}
