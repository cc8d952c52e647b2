package io.annals.query.database;

import org.axonframework.common.transaction.Transaction;
import org.axonframework.common.transaction.TransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;

/** Axon's transactions on Spring's. */
final class ViewTransactions implements TransactionManager {
  private final PlatformTransactionManager spring;

  ViewTransactions(PlatformTransactionManager spring) {
    this.spring = spring;
  }

  @Override
  public Transaction startTransaction() {
    TransactionStatus status = spring.getTransaction(new DefaultTransactionDefinition());
    return new Transaction() {
      @Override
      public void commit() {
        spring.commit(status);
      }

      @Override
      public void rollback() {
        if (!status.isCompleted()) {
          spring.rollback(status);
        }
      }
    };
  }
}
