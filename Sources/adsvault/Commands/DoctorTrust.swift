import Operations
import Vault

extension DoctorCommand {
    /// Whether this machine would notice if the vault went back; nothing where there is no vault to ask about.
    ///
    /// - Parameter isChecked: whether the vault was opened, and so held against its anchor.
    func anchor(in context: Context, isChecked: Bool) throws -> [Diagnosis] {
        // What is wrong with the vault itself is told on a line of its own.
        guard let vaultID = try? Vault.slots(in: context.store(options)).vaultID else { return [] }
        let file: AnchorFile
        do throws(CommandFailure) {
            file = try context.anchorFile
        } catch {
            return [.warning("anchor", "nothing notices if the vault goes back: \(error.message)", next: error.hint)]
        }
        do throws(VaultError) {
            guard let anchor = try file.anchor(of: vaultID) else {
                return [
                    .warning(
                        "anchor",
                        "\(file.path) does not know this vault yet, so nothing notices if it goes back",
                        next: "any command that opens the vault anchors it"
                    )
                ]
            }
            guard isChecked else {
                let words = "not checked: only the open vault shows whether it went back behind \(anchor.state)"
                return [.unknown("anchor", words, next: "adsvault list")]
            }
            return [.fine("anchor", "if the vault goes back behind \(anchor.state), \(file.path) shows it")]
        } catch {
            return [.error("anchor", CommandFailure(error))]
        }
    }
}
