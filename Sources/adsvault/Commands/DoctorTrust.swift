import Operations
import Vault

extension DoctorCommand {
    /// Whether this machine would notice if the vault went back; nothing where there is no vault to ask about.
    func anchor(in context: Context) throws -> [Diagnosis] {
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
            return [.fine("anchor", "if the vault goes back behind \(anchor.state), \(file.path) shows it")]
        } catch {
            return [.error("anchor", CommandFailure(error))]
        }
    }
}
