import Sealing
import Vault

extension Terminal {
    /// Shows a recovery code, this once, and asks for it back until it was written down right. Throws `cancelled` where
    /// nothing comes (Ctrl-D).
    func prove(writtenDown code: borrowing SecretBytes) throws(CommandFailure) {
        try say("recovery code, shown this once; write it down:\n")
        try say(code)
        try say("")
        do throws(CommandFailure) {
            try askBack(code)
        } catch .cancelled {
            throw CommandFailure(
                .declined,
                code: "declined",
                "nothing was changed: the recovery code was not typed in",
                hint: "the code above opens nothing"
            )
        }
    }

    private func askBack(_ code: borrowing SecretBytes) throws(CommandFailure) {
        while try !code.isRecoveryCode(line("type it in to see that it is written down right (Ctrl-D gives up): ")) {
            try say("that is not it")
        }
        try say("that is right")
    }
}

extension SecretBytes {
    /// Whether `other` spells the same recovery code, letter case and hyphens aside.
    fileprivate borrowing func isRecoveryCode(_ other: borrowing SecretBytes) -> Bool {
        // What is no code at all is not this one.
        guard let mine = try? RecoveryCode.secret(from: self), let typed = try? RecoveryCode.secret(from: other) else {
            return false
        }
        return mine.isEqual(to: typed)
    }
}

extension Context {
    /// Gives an answer that shows a recovery code, as the last member of `object`.
    func answer(_ object: JSON, recoveryCode code: borrowing SecretBytes) throws {
        var document = SecretBuffer()
        document.append(object.bytes.rawBytes)
        document.removeLast()
        document.append(",\"recoveryCode\":\"")
        document.append(code)
        document.append("\"}\n")
        try output.write(document.finish())
    }
}
