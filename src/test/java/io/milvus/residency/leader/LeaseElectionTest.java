package io.milvus.residency.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milvus.residency.leader.LeaseElection.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The election of two processes, each with clocks of its own. */
class LeaseElectionTest {

  private final LeaseObject object = new LeaseObject();
  private final Candidate first = new Candidate("first", Instant.EPOCH);
  private final Candidate second = new Candidate("second", Instant.parse("2040-01-01T00:00:00Z"));

  /** A process with the API server as it sees it. */
  private final class Candidate implements LeaseStore {
    private final Leadership leadership;
    private final LeaseElection election;
    private Instant steady = Instant.EPOCH;
    private Instant wall;
    private Runnable before = () -> {};
    private Runnable after = () -> {};

    private Candidate(String name, Instant wall) {
      this.wall = wall;
      this.leadership = Leadership.shared(() -> steady, () -> this.wall);
      this.election = new LeaseElection(this, name, leadership, () -> steady, () -> this.wall);
    }

    @Override
    public Optional<LeaseRecord> read() {
      before.run();
      Optional<LeaseRecord> lease = object.read();
      after.run();
      return lease;
    }

    @Override
    public Optional<LeaseRecord> create(LeaseRecord lease) {
      before.run();
      Optional<LeaseRecord> created = object.create(lease);
      after.run();
      return created;
    }

    @Override
    public Optional<LeaseRecord> replace(LeaseRecord lease) {
      before.run();
      Optional<LeaseRecord> replaced = object.replace(lease);
      after.run();
      return replaced;
    }
  }

  private void pass(Duration time) {
    for (Candidate candidate : new Candidate[] {first, second}) {
      candidate.steady = candidate.steady.plus(time);
      candidate.wall = candidate.wall.plus(time);
    }
  }

  private static void noAnswer() {
    throw new IllegalStateException("no answer");
  }

  @BeforeEach
  void firstLeads() {
    first.election.attempt();
    pass(LeaseElection.LEASE);
    assertThat(first.election.attempt()).isEqualTo(Position.LEADING);
    assertThat(second.election.attempt()).isEqualTo(Position.FOLLOWING);
  }

  @Test
  void endsLeadershipTenSecondsAfterStartOfLastRenewal() {
    pass(Duration.ofSeconds(5));
    first.before = () -> pass(Duration.ofSeconds(3));
    first.election.attempt();

    assertThat(first.leadership.left()).isEqualTo(Duration.ofSeconds(7));
    pass(Duration.ofSeconds(7));
    assertThat(first.leadership.held()).isFalse();
  }

  @Test
  void leavesRenewedLeaseAloneWhateverTheClockSays() {
    for (int i = 0; i < 20; i++) {
      pass(Duration.ofSeconds(2));
      assertThat(first.election.attempt()).isEqualTo(Position.LEADING);
      assertThat(second.election.attempt()).isEqualTo(Position.FOLLOWING);
    }
  }

  @Test
  void takesLeaseThatWasSeenUnchangedForItsDuration() {
    pass(Duration.ofSeconds(14));
    assertThat(second.election.attempt()).isEqualTo(Position.FOLLOWING);
    pass(Duration.ofSeconds(1));
    assertThat(second.election.attempt()).isEqualTo(Position.LEADING);
    assertThat(object.read().orElseThrow().transitions()).isEqualTo(1);
  }

  @Test
  void countsFromTheAnswerThatShowedTheLease() {
    pass(Duration.ofSeconds(2));
    first.election.attempt();
    second.after = () -> pass(Duration.ofSeconds(8));
    second.election.attempt();
    second.after = () -> {};

    pass(Duration.ofSeconds(14));
    assertThat(second.election.attempt()).isEqualTo(Position.FOLLOWING);
  }

  @Test
  void waitsForLongerDurationThatHolderHasWritten() {
    LeaseRecord lease = object.read().orElseThrow();
    object.replace(lease.taken("newer version", Duration.ofMinutes(1), ""));
    second.election.attempt();

    pass(Duration.ofSeconds(59));
    assertThat(second.election.attempt()).isEqualTo(Position.FOLLOWING);
    pass(Duration.ofSeconds(1));
    assertThat(second.election.attempt()).isEqualTo(Position.LEADING);
  }

  @Test
  void takesLeaseAtOnceThatWasGivenUp() {
    first.election.giveUp();

    assertThat(second.election.attempt()).isEqualTo(Position.LEADING);
  }

  @Test
  void waitsIfSomebodyElseHasRemovedTheHolder() {
    LeaseRecord lease = object.read().orElseThrow();
    object.replace(
        new LeaseRecord("", lease.duration(), "", "", lease.transitions(), lease.version()));

    assertThat(second.election.attempt()).isEqualTo(Position.FOLLOWING);
    pass(LeaseElection.LEASE);
    assertThat(second.election.attempt()).isEqualTo(Position.LEADING);
  }

  @Test
  void waitsForDurationAfterDeletionOfLease() {
    object.delete();

    assertThat(second.election.attempt()).isEqualTo(Position.FOLLOWING);
    assertThat(first.election.attempt()).isEqualTo(Position.LOST);
    pass(Duration.ofSeconds(14));
    assertThat(second.election.attempt()).isEqualTo(Position.FOLLOWING);
    pass(Duration.ofSeconds(1));
    assertThat(second.election.attempt()).isEqualTo(Position.LEADING);
  }

  @Test
  void keepsLeaseWhileItWaitsAfterDeletion() {
    object.delete();
    second.election.attempt();
    second.election.giveUp();

    assertThat(object.read().orElseThrow().holder()).isEqualTo("second");
  }

  @Test
  void losesLeaseForGoodOnceAnotherHasTakenIt() {
    pass(LeaseElection.LEASE);
    second.election.attempt();
    second.election.giveUp();

    assertThat(first.election.attempt()).isEqualTo(Position.LOST);
    assertThat(first.leadership.held()).isFalse();
  }

  @Test
  void leadsAgainAfterOutageInWhichNobodyWrote() {
    first.before = LeaseElectionTest::noAnswer;
    pass(Duration.ofMinutes(5));
    assertThatThrownBy(first.election::attempt).hasMessage("no answer");
    assertThat(first.leadership.held()).isFalse();

    first.before = () -> {};
    assertThat(first.election.attempt()).isEqualTo(Position.LEADING);
  }

  @Test
  void doesNotCountRenewalWithoutAnswer() {
    pass(Duration.ofSeconds(4));
    first.after = LeaseElectionTest::noAnswer;
    assertThatThrownBy(first.election::attempt).hasMessage("no answer");
    assertThat(first.leadership.left()).isEqualTo(Duration.ofSeconds(6));

    first.after = () -> {};
    assertThat(first.election.attempt()).isEqualTo(Position.LEADING);
    assertThat(first.leadership.left()).isEqualTo(LeaseElection.ACT);
  }

  @Test
  void endsLeadershipByWallClockIfSteadyClockStoodStill() {
    first.wall = first.wall.plus(Duration.ofMinutes(1));

    assertThat(first.leadership.held()).isFalse();
  }

  @Test
  void writesItsOwnDurationOverOneThatSomebodyElseHasWritten() {
    LeaseRecord lease = object.read().orElseThrow();
    object.replace(
        new LeaseRecord(
            lease.holder(),
            Duration.ofDays(365),
            lease.acquired(),
            lease.renewed(),
            lease.transitions(),
            lease.version()));
    pass(Duration.ofSeconds(2));
    assertThat(first.election.attempt()).isEqualTo(Position.LEADING);

    assertThat(object.read().orElseThrow().duration()).isEqualTo(LeaseElection.LEASE);
  }

  @Test
  void waitsIfSomebodyElseRestoresLeaseThatWasGivenUp() {
    LeaseRecord lease = object.read().orElseThrow();
    object.replace(lease.givenUp(""));

    second.election.attempt();

    assertThat(first.leadership.held() && second.leadership.held()).isFalse();
  }

  @Test
  void losesLeaseIfItIsRestoredFromTheTimeWhenItLed() {
    LeaseRecord old = object.read().orElseThrow();
    first.before = LeaseElectionTest::noAnswer;
    pass(LeaseElection.LEASE);
    assertThat(second.election.attempt()).isEqualTo(Position.LEADING);
    object.replace(
        new LeaseRecord(
            old.holder(),
            old.duration(),
            old.acquired(),
            old.renewed(),
            old.transitions(),
            object.read().orElseThrow().version()));
    first.before = () -> {};

    first.election.attempt();

    assertThat(first.leadership.held() && second.leadership.held()).isFalse();
  }

  @Test
  void takesNothingOnceItIsClosed() {
    second.election.giveUp();
    first.election.giveUp();

    second.election.attempt();

    assertThat(object.read().orElseThrow().holder()).isEmpty();
  }
}
