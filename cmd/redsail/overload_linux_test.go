package main

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// load is a call that a server is asked for all the time.
type load struct {
	name, path, media, body string
	workers                 int // who ask one after another while the peak is found
	// most is how many requests wait for their answers. What would be more is not sent, and counted: of a call
	// that costs its sender half of what it costs the server, one processor cannot offer another five times its
	// peak in any other way; and what waits in the sender is no wait of the server's.
	most int
}

// loads are one of each class: of memory, of a processor for long, and many lines.
var loads = []load{
	{"locate", "/api/v1/locate", "application/json", `{"lon":119.92,"lat":38.64}`, 64, 512},
	{"picture", "/api/v1/picture", "application/json", `{"width":1024,"height":768,"lon":119.92,"lat":38.64,"zoom":14}`, 16, 512},
	{"bulk", "/api/v1/locate", "text/csv", "lon,lat\n" + strings.Repeat("119.92,38.64\n", 10_000), 4, 64},
}

// wire asks one thing again and again over a connection of its own, at a cost far below that of answering.
type wire struct {
	from, to string
	request  []byte
	conn     net.Conn
	read     *bufio.Reader
}

func newWire(from, url string, l *load) *wire {
	to := strings.TrimPrefix(url, "http://")
	head := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", l.path, to, l.media, len(l.body))
	return &wire{from: from, to: to, request: []byte(head + l.body)}
}

// ask gives the status of the answer, which is read to its end; 0 where there is none.
func (w *wire) ask() int {
	if w.conn == nil {
		d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(w.from)}}
		conn, err := d.Dial("tcp", w.to)
		if err != nil {
			return 0
		}
		w.conn, w.read = conn, bufio.NewReaderSize(conn, 16<<10)
	}
	_, failed := w.conn.Write(w.request) // who refuses at once need not read all of it
	r, err := http.ReadResponse(w.read, nil)
	if err != nil {
		w.close()
		return 0
	}
	_, err = io.Copy(io.Discard, r.Body)
	if err != nil || failed != nil || r.Close {
		w.close()
	}
	if err != nil {
		return 0
	}
	return r.StatusCode
}

func (w *wire) close() {
	if w.conn != nil {
		_ = w.conn.Close()
		w.conn = nil
	}
}

// tally counts what a server answers.
type tally struct {
	mu      sync.Mutex
	took    []time.Duration // of answers with 200
	refused map[int]int     // others, by their status
	unsent  int
}

func (o *tally) ask(w *wire) {
	begun := time.Now()
	status := w.ask()
	took := time.Since(begun)
	o.mu.Lock()
	defer o.mu.Unlock()
	if status == http.StatusOK {
		o.took = append(o.took, took)
		return
	}
	if o.refused == nil {
		o.refused = map[int]int{}
	}
	o.refused[status]++
}

// p99 is what 99 of 100 answers with 200 took at most; an hour where there is none.
func (o *tally) p99() time.Duration {
	if len(o.took) == 0 {
		return time.Hour
	}
	slices.SortFunc(o.took, func(x, y time.Duration) int { return cmp.Compare(x, y) })
	return o.took[len(o.took)*99/100]
}

// apart serves the tiny made-up city from one processor, and lets this process ask from another, as a
// sender on a machine of its own would.
func apart(t *testing.T, args ...string) *serverProcess {
	t.Helper()
	if runtime.NumCPU() < 2 {
		t.Fatal("needs two processors: one for the server, one for who asks")
	}
	pin := func(cpus string) {
		if out, err := exec.Command("taskset", "-acp", cpus, strconv.Itoa(os.Getpid())).CombinedOutput(); err != nil {
			t.Fatalf("taskset: %v\n%s", err, out)
		}
	}
	store := tinyStore(t)
	openAll(t, []string{"serve", "--store", store})
	s := serveProcessBy(t, []string{"taskset", "-c", "0"}, append([]string{"--store", store}, args...)...)
	t.Cleanup(func() { s.stop(t) })
	before := runtime.GOMAXPROCS(1)
	pin("1")
	t.Cleanup(func() {
		runtime.GOMAXPROCS(before)
		pin(fmt.Sprintf("0-%d", before-1))
	})
	return s
}

// peakOf is how many answers come when some ask one after another: a second, and a second that the server
// was on its processor.
func peakOf(t *testing.T, s *serverProcess, l *load, lasts time.Duration) (rate, each float64) {
	t.Helper()
	var peak tally
	var all sync.WaitGroup
	begun, used := time.Now(), s.processor(t)
	for range l.workers {
		all.Go(func() {
			w := newWire("127.0.0.1", s.url, l)
			defer w.close()
			for time.Since(begun) < lasts {
				peak.ask(w)
			}
		})
	}
	all.Wait()
	if len(peak.took) == 0 || len(peak.refused) > 1 || len(peak.refused) == 1 && peak.refused[http.StatusServiceUnavailable] == 0 {
		t.Fatalf("%s: %d answers, %v others", l.name, len(peak.took), peak.refused)
	}
	answers := float64(len(peak.took))
	return answers / time.Since(begun).Seconds(), answers / (s.processor(t) - used).Seconds()
}

// flood asks so often a second whether or not answers come.
func flood(url string, l *load, rate float64, lasts time.Duration) *tally {
	var over tally
	var all sync.WaitGroup
	room := make(chan *wire, l.most)
	for range l.most {
		room <- newWire("127.0.0.1", url, l)
	}
	begun := time.Now()
	for sent := 0; sent < int(rate*lasts.Seconds()); {
		time.Sleep(2 * time.Millisecond) // what is due by now goes together: waking for each costs as much as a call
		for due := int(rate * time.Since(begun).Seconds()); sent < due; sent++ {
			select {
			case w := <-room:
				all.Go(func() {
					over.ask(w)
					room <- w
				})
			default:
				over.unsent++
			}
		}
	}
	all.Wait()
	for range l.most {
		(<-room).close()
	}
	return &over
}

// TestLongOverload: asked five times as often as it can answer, a server still answers four of five of
// what it can, each within a second, and refuses the others by 503. It has a processor of its own, so what
// it can is said for a second of it, which other work on the machine does not change; the peak is the mean
// of before and after. It runs under `make long` only, and needs a machine with little else to do.
func TestLongOverload(t *testing.T) {
	if os.Getenv("REDSAIL_LONG") == "" {
		t.Skip("takes two minutes of a quiet machine: `make long` runs it")
	}
	s := apart(t, "--rate-anonymous", "off")
	for i := range loads {
		l, lasts := &loads[i], 10*time.Second
		rate, first := peakOf(t, s, l, lasts)
		begun, used := time.Now(), s.processor(t)
		over := flood(s.url, l, 5*rate, lasts)
		took := time.Since(begun)
		used = s.processor(t) - used
		_, last := peakOf(t, s, l, lasts)
		goodput, p99 := float64(len(over.took))/used.Seconds()/((first+last)/2), over.p99()
		t.Logf("%s: peak %.0f/s, %.0f and %.0f for a second of the processor; goodput %.2f, by the clock %.0f/s, p99 %v, others %v, %d unsent", l.name, rate, first, last, goodput, float64(len(over.took))/took.Seconds(), p99, over.refused, over.unsent)
		delete(over.refused, http.StatusServiceUnavailable)
		if used < took/2 { // a server that stands still is quick for what it does
			t.Errorf("%s: the server was on its processor for %v of %v", l.name, used, took)
		}
		if goodput < 0.8 || p99 > time.Second || len(over.refused) > 0 {
			t.Errorf("%s: goodput %.2f (0.8 at least), p99 %v (1 s at most), neither 200 nor 503: %v", l.name, goodput, p99, over.refused)
		}
	}
}

// steady asks a hundred times a second while the context lasts; all answers must be 200.
func steady(ctx context.Context, t *testing.T, url string) time.Duration {
	t.Helper()
	var got tally
	w := newWire("127.0.0.2", url, &loads[0])
	defer w.close()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for ctx.Err() == nil {
		got.ask(w)
		<-tick.C
	}
	if len(got.refused) > 0 || len(got.took) == 0 {
		t.Fatalf("of a client that keeps to its limit %d are answered, others %v", len(got.took), got.refused)
	}
	return got.p99()
}

// TestLongHostileClient: beside a client that asks as fast as it can, far over its limit, the p99 of one
// that keeps to its own is at most twice what it is alone, or a millisecond, and each of its calls is
// answered.
func TestLongHostileClient(t *testing.T) {
	if os.Getenv("REDSAIL_LONG") == "" {
		t.Skip("needs a quiet machine: `make long` runs it")
	}
	url := apart(t, "--rate-anonymous", "200/500").url
	const lasts = 10 * time.Second
	ctx, cancel := context.WithTimeout(t.Context(), lasts)
	before := steady(ctx, t, url)
	cancel()
	ctx, cancel = context.WithTimeout(t.Context(), lasts)
	defer cancel()
	var rude tally
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			w := newWire("127.0.0.3", url, &loads[0])
			defer w.close()
			for ctx.Err() == nil {
				rude.ask(w)
			}
		})
	}
	during := steady(ctx, t, url)
	all.Wait()
	t.Logf("p99 of the other client %v, then %v beside %d answers and %v", before, during, len(rude.took), rude.refused)
	if during > max(2*before, time.Millisecond) {
		t.Errorf("p99 of the other client %v, alone %v", during, before)
	}
	if most := 500 + int(200*lasts.Seconds())*3/2; len(rude.took) > most || rude.refused[http.StatusTooManyRequests] == 0 {
		t.Errorf("of the client over its limit %d are answered (at most %d), others %v", len(rude.took), most, rude.refused)
	}
}
