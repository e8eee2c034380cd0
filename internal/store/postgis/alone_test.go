package postgis_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/postgis"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
	"github.com/redsail/redsail/internal/store/storetest"
)

// lockTaken tells whether somebody holds the lock of writers.
func lockTaken(t testing.TB, c *pgx.Conn) func() bool {
	return func() bool {
		_, err := c.Exec(context.Background(), `SELECT FROM redsail.counter FOR NO KEY UPDATE NOWAIT`)
		var held *pgconn.PgError
		if err != nil && (!errors.As(err, &held) || held.Code != "55P03") {
			t.Error(err)
		}
		return err != nil
	}
}

// opens adds streets to what is open.
func opens(ctx context.Context, a *postgis.Auth) error {
	return a.EditOpened(ctx, func([]string) ([]string, error) { return []string{"street"}, nil })
}

func authOf(t testing.TB, s *postgis.Store) *postgis.Auth {
	t.Helper()
	a, err := s.Auth(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestAloneElsewhere: two programs of one database that look at it and write to it wait for each other.
func TestAloneElsewhere(t *testing.T) {
	url, a, b := twoOf(t)
	storetest.AloneElsewhere(t, a, b, lockTaken(t, connect(t, url)))
}

// TestAloneBesideWriters: those who wait to write hold no connection, so that who is alone reads, and writes to the
// accounts, over the only one that there is.
func TestAloneBesideWriters(t *testing.T) {
	url := pgtest.URL(t)
	s := initStore(t, url+"&pool_max_conns=1", postgis.Options{Timeout: 5 * time.Second})
	auth, beside := authOf(t, s), connect(t, url)
	const writers = 3
	written := make(chan error, writers)
	err := s.Alone(t.Context(), func(ctx context.Context) error {
		for i := range writers {
			go func() { //nolint:contextcheck // it writes on its own account
				entry := put("street", fmt.Sprint("a", i), square(0, int32(100*i), 10), city.OpenStart)
				_, err := s.Apply(t.Context(), city.Change{Effective: city.OpenStart, Entries: []city.Entry{entry}})
				written <- err
			}()
		}
		for end := time.Now().Add(300 * time.Millisecond); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
			if n := value[int](t, beside, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`); n > 0 { //nolint:contextcheck // it looks from beside
				t.Errorf("%d wait with a connection in hand", n)
				break
			}
		}
		if _, err := s.State(ctx); err != nil {
			return err
		}
		if err := auth.Append(ctx, []access.Entry{{Action: "publish", Outcome: "done"}}); err != nil {
			return err
		}
		return opens(ctx, auth)
	})
	if err != nil {
		t.Error(err)
	}
	for range writers {
		if err := <-written; err != nil {
			t.Error(err)
		}
	}
	if keys, err := auth.Opened(t.Context()); err != nil || len(keys) != 1 {
		t.Errorf("%v is open, %v", keys, err)
	}
}

// TestAloneLost: where the lock is lost while somebody is alone, another one may write; then nothing is opened, and
// who did nothing with it is told as well.
func TestAloneLost(t *testing.T) {
	url := pgtest.URL(t)
	s := initStore(t, url, postgis.Options{})
	auth, beside := authOf(t, s), connect(t, url)
	for name, then := range map[string]func(context.Context) error{
		"opens": func(ctx context.Context) error { return opens(ctx, auth) },
		"looks": func(context.Context) error { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			err := s.Alone(t.Context(), func(ctx context.Context) error {
				//nolint:contextcheck // it looks from beside
				if n := value[int](t, beside, `SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
					WHERE datname = current_database() AND state = 'idle in transaction'`); n != 1 {
					t.Errorf("%d hold a lock", n)
				}
				if lockTaken(t, beside)() { //nolint:contextcheck // it looks from beside
					t.Error("the lock is held still")
				}
				return then(ctx)
			})
			wantCode(t, err, city.Unavailable, "store_unavailable")
			if keys, err := auth.Opened(t.Context()); err != nil || len(keys) > 0 {
				t.Errorf("%v is open, %v", keys, err)
			}
		})
	}
}

// TestAloneIdle: a server that ends transactions that do nothing leaves the lock to who is alone.
func TestAloneIdle(t *testing.T) {
	url := pgtest.URL(t)
	run(t, connect(t, url), `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET idle_in_transaction_session_timeout = 50', current_database()); END $$`)
	s := initStore(t, url, postgis.Options{})
	taken := lockTaken(t, connect(t, url))
	err := s.Alone(t.Context(), func(context.Context) error {
		time.Sleep(200 * time.Millisecond)
		if !taken() {
			t.Error("the lock is lost")
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
