import Testing

@testable import adsvault

struct ExitStatusTests {
    @Test(arguments: [
        (Int32(0), ExitStatus.done), (1, .unexpected), (2, .usage), (3, .declined), (4, .wouldPrompt), (10, .locked),
        (11, .wrongPassphrase), (12, .slotUnavailable), (13, .damaged), (14, .busy), (15, .notFound), (16, .exists),
        (17, .rollback), (20, .drift), (21, .dead), (22, .someFailed), (23, .unproven), (24, .wouldEvict),
        (25, .siblingsDie), (30, .network), (31, .google), (32, .rateLimited), (40, .auditUnwritable),
        (126, .commandNotRunnable), (127, .commandNotFound), (130, .interrupted),
    ])
    func `each status has the number that scripts rely on`(number: Int32, status: ExitStatus) {
        #expect(status.rawValue == number)
    }

    @Test func `there are no statuses but those of the table`() {
        #expect(ExitStatus.allCases.count == 26)
    }
}
