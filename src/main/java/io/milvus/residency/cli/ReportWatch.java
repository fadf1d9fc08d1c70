package io.milvus.residency.cli;

import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.cluster.ClusterException;
import io.milvus.residency.cluster.PolicyWatch;
import io.milvus.residency.overview.MilvusObservation;
import io.milvus.residency.overview.Notice;
import io.milvus.residency.overview.OperatorState;
import io.milvus.residency.overview.Overview;
import io.milvus.residency.overview.OverviewChanges;
import io.milvus.residency.overview.OverviewTable;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Shows policies as they change, until the thread is interrupted or nobody reads any more. */
final class ReportWatch {

  /** The pause between two drawings: each takes a moment with thousands of policies. */
  private static final long PAUSE_MILLIS = 500;

  /** The time between two questions to the API server whether it answers, and an operator runs. */
  private static final Duration PROBE = Duration.ofSeconds(5);

  private final PrintWriter out;
  private final PrintWriter err;
  private final Optional<Screen> terminal;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final OverviewChanges changes = new OverviewChanges();

  private OverviewSource source;
  private OperatorState operator = new OperatorState.NotKnown("not asked yet");
  private Optional<Told> told = Optional.empty();
  private Optional<String> lost = Optional.empty();

  /** When the last probe ended, by a clock that nobody can set: that of the user may go back. */
  private long probed = System.nanoTime() - PROBE.toNanos();

  /**
   * Creates the watch.
   *
   * @param out receives the policies
   * @param err receives what concerns the connection and the operator, if there is no terminal
   * @param terminal the terminal to draw on; empty to print a line for each change
   */
  ReportWatch(OverviewSource source, PrintWriter out, PrintWriter err, Optional<Screen> terminal) {
    this.source = source;
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  private sealed interface Event {
    record Changed(PartitionLoadPolicy policy) implements Event {}

    record Deleted(PartitionLoadPolicy policy) implements Event {}

    record Interrupted(String why) implements Event {}
  }

  /**
   * The knowledge of operators that was told last. Their notice has ages in it, which always
   * change.
   *
   * @param warning whether it was a warning
   * @param ended the namespaces of operators that don't run
   */
  private record Told(boolean warning, List<String> ended) {}

  /** Passes what the threads of the watch report to the thread that prints. */
  private final class Listener implements PolicyWatch.Listener {
    @Override
    public void changed(PartitionLoadPolicy policy) {
      events.add(new Event.Changed(policy));
    }

    @Override
    public void deleted(PartitionLoadPolicy policy) {
      events.add(new Event.Deleted(policy));
    }

    @Override
    public void interrupted(String why) {
      events.add(new Event.Interrupted(why));
    }
  }

  /**
   * Shows policies until the thread is interrupted or the output is closed.
   *
   * @throws ClusterException if the policies can't be read at the start
   */
  void run() throws ClusterException {
    try (PolicyWatch watch = source.watch(new Listener())) {
      while (!out.checkError()) {
        Optional<Event> event =
            Optional.ofNullable(events.poll(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        event.ifPresent(this::handle);
        boolean probing = System.nanoTime() - probed >= PROBE.toNanos();
        if (probing) {
          probe(watch);
        }
        if (terminal.isPresent() && (probing || event.isPresent())) {
          drain();
          draw(terminal.get(), watch);
          Thread.sleep(PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void handle(Event event) {
    if (event instanceof Event.Interrupted interrupted) {
      lose(interrupted.why());
    } else if (terminal.isEmpty()) {
      if (event instanceof Event.Changed changed) {
        changes.changed(changed.policy(), source.now()).ifPresent(out::println);
      } else if (event instanceof Event.Deleted deleted) {
        out.println(changes.deleted(deleted.policy(), source.now()));
      }
    }
  }

  private void drain() {
    List<Event> waiting = new ArrayList<>();
    events.drainTo(waiting);
    waiting.forEach(this::handle);
  }

  /** Asks the API server, because a connection that has died silently reports nothing. */
  private void probe(PolicyWatch watch) {
    try {
      source = source.again();
      operator = source.operator();
      Notice notice = operator.notice(source.now());
      Optional<Told> now = Optional.of(new Told(notice.warning(), operator.ended(source.now())));
      if (!now.equals(told)) {
        told = now;
        tell(notice.text());
      }
      if (lost.isPresent() && watch.current()) {
        lost = Optional.empty();
        tell("The connection to the API server is back.");
      }
    } catch (ClusterException e) {
      lose(e.getMessage());
    }
    probed = System.nanoTime();
  }

  private void lose(String why) {
    if (lost.isEmpty()) {
      lost =
          Optional.of(
              "The policies may have changed since "
                  + source.now().truncatedTo(ChronoUnit.SECONDS)
                  + ", trying again: "
                  + why);
      tell(lost.get());
    }
  }

  private void tell(String text) {
    if (terminal.isEmpty()) {
      err.println(text);
    }
  }

  private void draw(Screen screen, PolicyWatch watch) {
    List<String> lines = new ArrayList<>();
    lost.ifPresent(text -> lines.add("WARNING: " + text));
    Overview overview = source.overview(watch.policies(), operator, MilvusObservation.NONE);
    lines.addAll(OverviewTable.screen(overview));
    screen.draw(lines, out);
  }
}
