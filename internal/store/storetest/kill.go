package storetest

import (
	"bufio"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// Victim is a store that lives in a process of its own.
type Victim struct {
	// Command makes a process that opens the store and calls Scribble on its stdout.
	Command func(seed uint64) *exec.Cmd
	// Open opens the store that the dead process has left.
	Open func(t testing.TB) city.Store
	// Inspect, when not nil, looks now and then for damage that the contract does not show.
	Inspect func(t testing.TB)
}

// scribbleCodes is the number of areas that Scribble writes over and over.
const scribbleCodes = 40

// Scribble applies changes, n of them or without end when n is 0, and writes one line
// "revision hash" after each is acknowledged. Other processes may do the same.
func Scribble(ctx context.Context, s city.Store, seed uint64, n int, out io.Writer) error {
	rng := rand.New(rand.NewPCG(seed, 1))
	for i := 0; n == 0 || i < n; i++ {
		r, err := s.Apply(ctx, scrawl(rng, fmt.Sprintf("%d-%d", seed, i)))
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(out, "%d %x\n", r.Number, r.Hash); err != nil {
			return err
		}
	}
	return nil
}

// scrawl puts some areas, all with the same name.
func scrawl(rng *rand.Rand, name string) city.Change {
	c := city.Change{Author: "scribble", Note: name, Effective: city.OpenStart}
	size := 1 + rng.IntN(12)
	for _, k := range rng.Perm(scribbleCodes)[:size] {
		a := named("district", "k"+itoa(k), "", name)
		a.Shape = geo.MultiPolygon{{circle(3 + rng.IntN(200))}}
		c.Entries = append(c.Entries, city.PutArea(a, city.Always()))
	}
	return c
}

// KillCount is how many processes a test is to kill: 200, or as many as REDSAIL_KILLS says.
func KillCount(t testing.TB) int {
	t.Helper()
	if testing.Short() {
		t.Skip("killing processes takes its time; run without -short")
	}
	s := os.Getenv("REDSAIL_KILLS")
	if s == "" {
		return 200
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatalf("REDSAIL_KILLS: %v", err)
	}
	return n
}

// LongKillCount is how many processes a long test is to kill (make long).
func LongKillCount(t testing.TB) int {
	t.Helper()
	if os.Getenv("REDSAIL_LONG") == "" {
		t.Skip("2000 kills take minutes; set REDSAIL_LONG=1 (make long)")
	}
	return 2000
}

// Kills starts the victim n times and kills it (SIGKILL) at a random moment: while it
// opens the store, writes or commits. After each death the chain must be whole, every
// acknowledged revision there with its content, and nothing half written.
func Kills(t *testing.T, n int, v Victim) {
	k := &killer{t: t, v: v, rng: rand.New(rand.NewPCG(uint64(n), 9)), names: map[string]string{}}
	acks, unsaid := 0, 0
	var slowest time.Duration
	for i := range n {
		acked := k.kill(uint64(i + 1))
		began := time.Now()
		s := v.Open(t)
		k.examine(s, acked)
		slowest = max(slowest, time.Since(began))
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if v.Inspect != nil && (i%10 == 0 || i == n-1) {
			v.Inspect(t)
		}
		acks += len(acked)
		if len(acked) > 0 && acked[len(acked)-1].rev < k.rev {
			unsaid++
		}
	}
	s := v.Open(t)
	defer s.Close()
	k.wholeHistory(s)
	t.Logf("%d kills: %d revisions acknowledged, 0 lost; %d times a commit was written but not yet said; %d revisions in all; slowest reopening and check %v",
		n, acks, unsaid, k.rev, slowest.Round(time.Millisecond))
	if acks < n {
		t.Fatalf("only %d acknowledged revisions in %d runs: the kills came too early to test anything", acks, n)
	}
}

type ack struct {
	rev  int64
	hash string
}

type killer struct {
	t     *testing.T
	v     Victim
	rng   *rand.Rand
	rev   int64 // the latest examined revision and its hash
	hash  [32]byte
	puts  int               // put entries so far
	names map[string]string // code → name, as the log says
}

// kill runs the victim once and gives what it has acknowledged.
func (k *killer) kill(seed uint64) []ack {
	cmd := k.v.Command(seed)
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		k.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		k.t.Fatal(err)
	}
	shot := time.Duration(k.rng.IntN(30_000)) * time.Microsecond
	first := make(chan struct{})
	atOpening := k.rng.IntN(6) == 0
	go func() {
		if !atOpening {
			<-first
		}
		time.Sleep(shot)
		_ = cmd.Process.Kill()
	}()
	var acked []ack
	lines := bufio.NewReader(pipe)
	for {
		line, err := lines.ReadString('\n')
		if err != nil { // a line that death has cut is no acknowledgement
			break
		}
		var a ack
		if _, err := fmt.Sscanf(line, "%d %s", &a.rev, &a.hash); err != nil {
			k.t.Fatalf("the process says %q", line)
		}
		if acked = append(acked, a); len(acked) == 1 {
			close(first)
		}
	}
	if len(acked) == 0 {
		close(first)
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.Exited() {
		k.t.Fatalf("the process ended by itself: %v", cmd.ProcessState)
	}
	return acked
}

// examine checks what the latest process has left.
func (k *killer) examine(s city.Store, acked []ack) {
	k.t.Helper()
	hashes := map[int64]string{}
	for _, r := range checkChain(k.t, s, k.rev, k.hash) {
		hashes[r.Number], k.rev, k.hash = hex.EncodeToString(r.Hash[:]), r.Number, r.Hash
		for _, e := range r.Log {
			entry, _, err := city.DecodeEntry(e.Body)
			if err != nil {
				k.t.Fatal(err)
			}
			if entry.Content.Name() != r.Note {
				k.t.Fatalf("revision %d of change %q holds an area of change %q", r.Number, r.Note, entry.Content.Name())
			}
			k.names[entry.Key.Code] = r.Note
			k.puts++
		}
	}
	for _, a := range acked {
		if hashes[a.rev] != a.hash {
			k.t.Fatalf("revision %d was acknowledged with hash %s; the store has %q", a.rev, a.hash, hashes[a.rev])
		}
	}
	vs, err := s.Versions(k.t.Context(), city.Query{})
	if err != nil {
		k.t.Fatal(err)
	}
	if len(vs) != len(k.names) {
		k.t.Fatalf("%d areas at revision %d; the log has %d", len(vs), k.rev, len(k.names))
	}
	for i := range vs {
		if vs[i].Names.Zh != k.names[vs[i].Code] {
			k.t.Fatalf("%s is of change %q; the log says %q", vs[i].Key(), vs[i].Names.Zh, k.names[vs[i].Code])
		}
	}
}

// wholeHistory checks that every put has left its version, and only that.
func (k *killer) wholeHistory(s city.Store) {
	all, err := s.Versions(k.t.Context(), city.Query{AllRevisions: true})
	if err != nil {
		k.t.Fatal(err)
	}
	if len(all) != k.puts {
		k.t.Fatalf("%d versions; the log has %d puts", len(all), k.puts)
	}
}
