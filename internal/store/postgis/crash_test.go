package postgis_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/postgis"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
	"github.com/redsail/redsail/internal/store/storetest"
)

// scribbleEnv and seedEnv make this test binary a process that writes to a store until it
// is killed.
const (
	scribbleEnv = "REDSAIL_SCRIBBLE_URL"
	seedEnv     = "REDSAIL_SCRIBBLE_SEED"
)

func scribble(url string) {
	ctx := context.Background()
	var seed uint64
	_, err := fmt.Sscan(os.Getenv(seedEnv), &seed)
	if err == nil {
		var s *postgis.Store
		if s, err = postgis.Open(ctx, url, postgis.Options{}); err == nil {
			err = storetest.Scribble(ctx, s, seed, 0, os.Stdout)
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func TestKilledProcess(t *testing.T) { kills(t, storetest.KillCount(t)) }

func TestLongKilledProcess(t *testing.T) { kills(t, storetest.LongKillCount(t)) }

func kills(t *testing.T, n int) {
	url := pgtest.URL(t)
	s, err := postgis.Init(context.Background(), url, storetest.Scheme(t), postgis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	admin := connect(t, url)
	storetest.Kills(t, n, storetest.Victim{
		Command: func(seed uint64) *exec.Cmd {
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), scribbleEnv+"="+url, seedEnv+"="+fmt.Sprint(seed))
			cmd.Stderr = os.Stderr
			return cmd
		},
		Open: func(t testing.TB) city.Store {
			// The server may still be at the commit that the dead process has sent.
			for value[int](t, admin, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()") > 0 {
				time.Sleep(time.Millisecond)
			}
			s, err := postgis.Open(context.Background(), url, postgis.Options{})
			if err != nil {
				t.Fatal(err)
			}
			return s
		},
		Inspect: func(t testing.TB) {
			if n := value[int](t, admin, `SELECT count(*) FROM redsail.area_version v
				WHERE (v.rev_to IS NULL) <> EXISTS (SELECT FROM redsail.area_edges e WHERE e.rev_from = v.rev_from AND e.seq = v.seq)`); n > 0 {
				t.Errorf("%d versions lack their edges, or kept them", n)
			}
		},
	})
}

// TestKilledServer stops the server in the middle of writing, as a crash would, starts it
// again, and goes on with the same store.
func TestKilledServer(t *testing.T) {
	ctx := context.Background()
	server := pgtest.Start(t, pgtest.Options{Fsync: true})
	s, err := postgis.Init(ctx, server.URL("postgres"), storetest.Scheme(t), postgis.Options{Timeout: 3 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for round := range 3 {
		var acks bytes.Buffer
		ended := make(chan error, 1)
		before, err := s.State(ctx)
		if err != nil {
			t.Fatal(err)
		}
		go func() { ended <- storetest.Scribble(ctx, s, uint64(round), 0, &acks) }()
		for st := before; st.Revision < before.Revision+5; time.Sleep(5 * time.Millisecond) {
			if st, err = s.State(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if err := server.Stop(); err != nil {
			t.Fatal(err)
		}
		if err := <-ended; city.KindOf(err) != city.Unavailable {
			t.Errorf("the server went away: %v", err)
		}
		if _, err := s.State(ctx); city.CodeOf(err) != "store_unavailable" {
			t.Errorf("without a server: %v", err)
		}
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
		checkAcknowledged(t, s, acks.String())
	}
}

// checkAcknowledged reads the whole log: the chain must hold and each acknowledged
// revision stand in it.
func checkAcknowledged(t *testing.T, s city.Store, acks string) {
	t.Helper()
	log, err := s.Log(context.Background(), 0, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	var prev [32]byte
	stands := map[string]bool{}
	for i, r := range log {
		if r.Number != int64(i+1) || r.PrevHash != prev || city.ChainHash(prev, r.Number, r.Timeline, r.Log) != r.Hash {
			t.Fatalf("the chain breaks at revision %d", r.Number)
		}
		prev = r.Hash
		stands[fmt.Sprintf("%d %x", r.Number, r.Hash)] = true
	}
	for _, line := range strings.Split(strings.TrimSpace(acks), "\n") {
		if !stands[line] {
			t.Errorf("revision %q was acknowledged and is not in the log of %d", line, len(log))
		}
	}
}

// TestServerGoneInTheMiddle takes the server away while Apply waits in it.
func TestServerGoneInTheMiddle(t *testing.T) {
	ctx := context.Background()
	server := pgtest.Start(t, pgtest.Options{Fsync: true})
	s := initStore(t, server.URL("postgres"), postgis.Options{})
	apply(t, s, put("street", "a", square(0, 0, 100), city.OpenStart))
	before, err := s.State(ctx)
	if err != nil {
		t.Fatal(err)
	}
	blocker := connect(t, server.URL("postgres"))
	run(t, blocker, "BEGIN")
	run(t, blocker, "LOCK TABLE redsail.area_version IN EXCLUSIVE MODE") // readers may, writers wait
	ended := make(chan error, 1)
	go func() {
		_, err := s.Apply(ctx, city.Change{Effective: city.OpenStart, Entries: []city.Entry{put("street", "b", square(100, 0, 100), city.OpenStart)}})
		ended <- err
	}()
	for value[int](t, blocker, "SELECT count(*) FROM pg_locks WHERE NOT granted") == 0 {
		time.Sleep(5 * time.Millisecond)
	}
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	wantCode(t, <-ended, city.Unavailable, "store_unavailable")
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	if after, err := s.State(ctx); err != nil || after != before {
		t.Errorf("state %+v, %v; before %+v", after, err, before)
	}
	if vs, err := s.Versions(ctx, city.Query{}); err != nil || len(vs) != 1 {
		t.Errorf("%d versions, %v", len(vs), err)
	}
	if r := apply(t, s, put("street", "b", square(100, 0, 100), city.OpenStart)); r.Number != before.Revision+1 {
		t.Errorf("the next revision is %d", r.Number)
	}
}
