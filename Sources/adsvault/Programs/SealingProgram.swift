import Deploy
import Sealing

/// The program that seals a configuration before it may lie on a disk.
struct SealingProgram {
    private let program: OtherProgram

    /// The program that `format` needs; nil where the file is deployed as it is.
    ///
    /// - Throws: status 12 where the machine does not have it.
    init?(for format: ExportFormat, in context: Context) throws(CommandFailure) {
        guard let command = format.sealingCommand, let name = command.first else { return nil }
        guard var program = OtherProgram(name, Array(command.dropFirst()), in: context) else {
            throw CommandFailure(
                .slotUnavailable,
                code: "no_sealing_program",
                "\(format.rawValue) is sealed by the program \(name), which is not here",
                hint:
                    "it comes with systemd 250 and later (Debian 12: package systemd); export on the machine that is to open it"
            )
        }
        // A TPM takes its time, and no more than this.
        program.patience = .seconds(30)
        self.program = program
    }

    /// `plaintext` as the program seals it. It gets the plaintext on its standard input and nowhere else.
    ///
    /// - Throws: status 12 where it cannot.
    func seal(_ plaintext: borrowing SecretBytes, in context: Context) throws -> SecretBytes {
        var sealed = SecretBuffer(capacity: 4096)
        let status = try program.run(on: plaintext, interruption: context.interruption) { sealed.append($0) }
        guard status == 0, sealed.byteCount > 0 else {
            throw CommandFailure(
                .slotUnavailable,
                code: "not_sealed",
                "\(program.path) could not seal the configuration (status \(status))",
                hint: "as a rule the host's key is for root alone: sudo, or a machine with a TPM"
            )
        }
        return sealed.finish()
    }
}
