package postgis

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// inTurn waits until no other call of this Store writes or is alone. Who waits for the lock of the database waits
// with a connection in hand; so one call at a time does, and the others leave the pool to who reads and to who is
// alone.
func (s *Store) inTurn(ctx context.Context) (leave func(), err error) {
	ctx, cancel := s.bounded(ctx)
	defer cancel()
	select {
	case s.turn <- struct{}{}:
		return func() { <-s.turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// lone is the transaction that holds the lock of writers for who is alone.
type lone struct {
	s    *Store
	tx   pgx.Tx
	done bool // it was committed
}

// inAlone finds in a context the lone transaction in which it runs.
type inAlone struct{}

// Alone implements city.Writer. It holds the lock on a connection of its own: f needs those of the pool, which are
// few. What f opens in the accounts of this store is committed by the transaction that holds the lock: where that
// was lost, nothing is opened.
func (s *Store) Alone(ctx context.Context, f func(context.Context) error) error {
	if err := s.guard(ctx); err != nil {
		return err
	}
	leave, err := s.inTurn(ctx)
	if err != nil {
		return s.failed(ctx, err)
	}
	defer leave()
	conn, err := pgx.ConnectConfig(ctx, s.pool.Config().ConnConfig)
	if err != nil {
		return s.failed(ctx, err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }() // what counts was committed
	tx, err := conn.Begin(ctx)
	if err != nil {
		return s.failed(ctx, err)
	}
	defer s.rollback(ctx, tx) // after a commit it does nothing
	l := &lone{s: s, tx: tx}
	if err := l.lock(ctx); err != nil {
		return s.failed(ctx, err)
	}
	if err := f(context.WithValue(ctx, inAlone{}, l)); err != nil {
		return err
	}
	return s.failed(ctx, l.stands(ctx))
}

// lock waits for the lock, and keeps it while f is at work elsewhere, however short a time the server leaves to
// transactions that do nothing.
func (l *lone) lock(ctx context.Context) error {
	in := l.s.in(l.tx)
	if _, err := in.exec(ctx, `SELECT set_config('idle_in_transaction_session_timeout', '0', true)`); err != nil {
		return err
	}
	_, err := in.exec(ctx, `SELECT FROM redsail.counter FOR NO KEY UPDATE`)
	return err
}

// stands is an error where the lock was lost before what it was for had ended.
func (l *lone) stands(ctx context.Context) error {
	if l.done {
		return nil
	}
	_, err := l.s.in(l.tx).exec(ctx, `SELECT`)
	return err
}

// writeLast is write; for who is alone with the store it is the last thing: it is committed with the lock, which
// ends with it.
func (a *Auth) writeLast(ctx context.Context, f func(session) error) error {
	l, alone := ctx.Value(inAlone{}).(*lone)
	if !alone || l.s != a.s {
		return a.write(ctx, f)
	}
	if err := a.s.guard(ctx); err != nil {
		return err
	}
	tx := a.s.in(l.tx)
	tx.schema = defaultSchema
	if err := f(tx); err != nil {
		return a.s.failed(ctx, err)
	}
	within, cancel := a.s.bounded(ctx)
	defer cancel()
	err := l.tx.Commit(within)
	l.done = err == nil
	return a.s.failed(ctx, err)
}
