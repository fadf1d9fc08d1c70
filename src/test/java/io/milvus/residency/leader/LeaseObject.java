package io.milvus.residency.leader;

import java.util.Optional;

/** A Lease as the API server keeps it: each write needs the present version and makes a new one. */
final class LeaseObject implements LeaseStore {

  private Optional<LeaseRecord> lease = Optional.empty();
  private long versions;

  @Override
  public Optional<LeaseRecord> read() {
    return lease;
  }

  @Override
  public Optional<LeaseRecord> create(LeaseRecord first) {
    return lease.isPresent() ? Optional.empty() : write(first);
  }

  @Override
  public Optional<LeaseRecord> replace(LeaseRecord next) {
    return lease.filter(now -> now.version().equals(next.version())).isPresent()
        ? write(next)
        : Optional.empty();
  }

  private Optional<LeaseRecord> write(LeaseRecord next) {
    versions++;
    lease =
        Optional.of(
            new LeaseRecord(
                next.holder(),
                next.duration(),
                next.acquired(),
                next.renewed(),
                next.transitions(),
                Long.toString(versions)));
    return lease;
  }

  void delete() {
    lease = Optional.empty();
  }
}
