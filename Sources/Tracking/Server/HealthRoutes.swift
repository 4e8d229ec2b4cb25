import HTTPTypes
import Hummingbird

/// `/health`: the process answers. `/ready`: it can also write, so that requests may be sent to it.
struct HealthRoutes: RouteGroup {
    let intake: EventIntake

    func add(to router: Router<TrackingContext>) {
        router.get("/health") { _, _ in Answer.text("ok\n") }
        router.get("/ready") { _, _ in
            intake.isHealthy ? Answer.text("ready\n") : Answer.text("the ledger cannot be written\n", status: .serviceUnavailable)
        }
        router.get("/robots.txt") { _, _ in Answer.text("User-agent: *\nDisallow: /\n") }
    }
}
