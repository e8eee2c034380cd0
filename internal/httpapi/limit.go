package httpapi

import (
	"cmp"
	"hash/maphash"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/redsail/redsail/internal/access"
)

// Limit is how many requests a client may send: a bucket of Burst requests is filled again at Rate a
// second. A Rate of 0 is no limit.
type Limit struct{ Rate, Burst int }

// Limits are those of each client. Tiles and files of the page are counted apart: one look at the map
// takes many of them, and each is cheap.
type Limits struct {
	// Anonymous is of an address from which somebody asks who is not signed in.
	Anonymous Limit
	// Account is of an account, or of a token, wherever it asks from.
	Account Limit
	// Tiles is of either.
	Tiles Limit
	// Clients is how many are remembered; of more, those that have been silent longest are
	// forgotten. 0 = 100,000.
	Clients int
}

const (
	// refusalPause is after how long a refusal goes to who has had a bucket of them, and
	// promptRefusals at least: who asks again at once then takes no more of the server than who keeps
	// to the limit.
	refusalPause   = 250 * time.Millisecond
	promptRefusals = 100
	// pausedAtOnce is how many refusals wait; of more, the next goes at once.
	pausedAtOnce = 256
)

const (
	limitClients = 100_000
	limitShards  = 16 // each with a lock of its own
	// countedTexts is how many different numbers of remaining requests are told; of a deeper
	// bucket they are rounded down.
	countedTexts = 8192
)

// The buckets of a client.
const (
	freeBucket = iota - 1 // of signs of life, which are not counted
	anonymousBucket
	accountBucket
	tileBucket
	buckets
)

// clientKey is who is counted: an account by its name, whatever sessions and tokens it has, or a wall;
// else an address, of IPv6 its first 64 bits: whoever has one address of them has all.
type clientKey struct {
	name string
	addr netip.Addr
}

// allowance is what all clients have of a kind of bucket. Times are nanoseconds.
type allowance struct {
	gap   int64 // in which one request comes back; 0 = no limit
	depth int64 // of the whole bucket
	step  int64 // requests between two texts of left

	// The values of headers, made once: an answer costs no allocation.
	limit []string
	left  [][]string
	reset [][]string
}

func newAllowance(l Limit) allowance {
	rate, burst := l.Rate, l.Burst
	if rate <= 0 {
		return allowance{}
	}
	burst = max(burst, 1)
	gap := max(int64(time.Second)/int64(rate), 1)
	a := allowance{gap: gap, depth: gap * int64(burst), step: int64(burst)/countedTexts + 1, limit: []string{strconv.Itoa(burst)}}
	for n := int64(0); n <= int64(burst); n += a.step {
		a.left = append(a.left, []string{strconv.FormatInt(n, 10)})
	}
	for n := range min(a.depth/int64(time.Second)+2, countedTexts) {
		a.reset = append(a.reset, []string{strconv.FormatInt(n, 10)})
	}
	return a
}

// limiter counts requests by the generic cell rate algorithm: of each bucket it keeps only the time
// at which it will be full (ITU-T I.371, Annex A). Counters in windows let twice the limit through
// where two windows meet and know no burst; golang.org/x/time/rate does not tell when a bucket is
// full, which the headers say. Libraries of either kind leave it to the caller to forget clients,
// which is most of what is here.
type limiter struct {
	kinds  [buckets]allowance
	seed   maphash.Seed
	begun  time.Time
	shards [limitShards]limitShard
}

// limitShard keeps some of the clients, in a ring from the one that asked last to the one that has
// been silent longest. Cell 0 is the ring's end and no client.
type limitShard struct {
	mu    sync.Mutex
	at    map[clientKey]int32
	cells []limitCell
	room  int
}

type limitCell struct {
	key        clientKey
	full       [buckets]int64 // when each bucket is full, after limiter.begun
	patience   int64          // when it may be refused as often as it may ask at once
	prev, next int32
}

// newLimiter is nil where nothing is limited.
func newLimiter(l Limits) *limiter {
	out := &limiter{seed: maphash.MakeSeed(), begun: time.Now()}
	limited := false
	for kind, of := range [buckets]Limit{l.Anonymous, l.Account, l.Tiles} {
		out.kinds[kind] = newAllowance(of)
		limited = limited || out.kinds[kind].gap > 0
	}
	if !limited {
		return nil
	}
	if l.Clients <= 0 {
		l.Clients = limitClients
	}
	for i := range out.shards {
		out.shards[i].at = map[clientKey]int32{}
		out.shards[i].cells = make([]limitCell, 1)
		out.shards[i].room = max((l.Clients+limitShards-1)/limitShards, 1)
	}
	return out
}

// verdict is what a bucket says of a request.
type verdict struct {
	ok bool
	// lacking is how much of the bucket is taken.
	lacking int64
	// late is true of a refusal when the client has lately been refused as often as it may ask:
	// it does not heed them.
	late bool
}

// take takes a request out of a client's bucket at a time after begun, if there is one.
func (l *limiter) take(key clientKey, kind int, now int64) verdict {
	a := &l.kinds[kind]
	sh := &l.shards[maphash.Comparable(l.seed, key)%limitShards]
	sh.mu.Lock()
	c := sh.cell(key)
	defer sh.mu.Unlock()
	full := max(c.full[kind], now)
	if full+a.gap-now <= a.depth {
		c.full[kind] = full + a.gap
		return verdict{ok: true, lacking: full + a.gap - now}
	}
	refused := max(c.patience, now)
	if refused+a.gap-now > max(a.depth, promptRefusals*a.gap) {
		return verdict{lacking: full - now, late: true}
	}
	c.patience = refused + a.gap
	return verdict{lacking: full - now}
}

// cell finds a client and moves it to the front of the ring. The lock is held.
func (sh *limitShard) cell(key clientKey) *limitCell {
	i, known := sh.at[key]
	switch {
	case known:
		sh.unlink(i)
	case len(sh.cells) <= sh.room:
		i = int32(len(sh.cells)) //nolint:gosec // no more than room
		sh.cells = append(sh.cells, limitCell{key: key})
		sh.at[key] = i
	default:
		i = sh.cells[0].prev
		sh.unlink(i)
		delete(sh.at, sh.cells[i].key)
		sh.cells[i] = limitCell{key: key}
		sh.at[key] = i
	}
	end, c := &sh.cells[0], &sh.cells[i]
	c.prev, c.next = 0, end.next
	sh.cells[end.next].prev = i
	end.next = i
	return c
}

func (sh *limitShard) unlink(i int32) {
	c := sh.cells[i]
	sh.cells[c.prev].next, sh.cells[c.next].prev = c.next, c.prev
}

// tell writes the headers of a verdict. They are the three that most clients read; the draft of the
// IETF that joins them in one (draft-ietf-httpapi-ratelimit-headers) has changed their form twice
// and is no standard yet.
func (a *allowance) tell(h http.Header, v verdict) {
	seconds := (v.lacking + int64(time.Second) - 1) / int64(time.Second)
	h["Ratelimit-Limit"] = a.limit
	h["Ratelimit-Remaining"] = a.left[max(a.depth-v.lacking, 0)/a.gap/a.step]
	h["Ratelimit-Reset"] = a.reset[min(seconds, int64(len(a.reset)-1))]
}

// retry is after how many whole seconds a refused request may come again.
func (a *allowance) retry(v verdict) int64 {
	wait := v.lacking + a.gap - a.depth
	return max((wait+int64(time.Second)-1)/int64(time.Second), 1)
}

// bucketOf tells of which bucket a row's requests are, those of strangers at least.
func bucketOf(rt *Route) int {
	switch {
	case rt.Action == "health":
		return freeBucket
	case rt.bare, strings.HasPrefix(rt.Pattern, "/tiles/"), strings.HasPrefix(rt.Pattern, "/basemaps/"), strings.HasPrefix(rt.Pattern, "/assets/"),
		strings.HasPrefix(rt.Pattern, "/ogc/") && strings.Contains(rt.Pattern, "/tiles/"):
		return tileBucket
	default:
		return anonymousBucket
	}
}

// withinLimit counts a request of a caller, nil = of a stranger, and refuses it where its bucket is empty.
// Tiles bear the headers only when less than half of theirs is left: they have few headers, and each
// more costs as much as a good part of finding the tile.
func (s *Server) withinLimit(w http.ResponseWriter, r *http.Request, c *access.Caller, kind int) error {
	if s.limiter == nil || kind == freeBucket {
		return nil
	}
	key := clientKey{addr: NetworkOf(s.addrOf(r))}
	if c != nil {
		key = clientKey{name: cmp.Or(c.Account, "#"+c.ID)}
		if kind == anonymousBucket {
			kind = accountBucket
		}
	}
	a := &s.limiter.kinds[kind]
	if a.gap == 0 {
		return nil
	}
	v := s.limiter.take(key, kind, int64(time.Since(s.limiter.begun)))
	if kind != tileBucket || !v.ok || 2*v.lacking > a.depth {
		a.tell(w.Header(), v)
	}
	if v.ok {
		return nil
	}
	if v.late {
		release(w) // who waits keeps no slot from others
		s.pause(r)
	}
	w.Header().Set("Retry-After", strconv.FormatInt(a.retry(v), 10))
	return &badParameter{code: "rate_limited", msg: "this client asks too often; Retry-After says when it may again"}
}

// pause waits a while before a refusal goes, unless too many wait.
func (s *Server) pause(r *http.Request) {
	select {
	case s.paused <- struct{}{}:
		defer func() { <-s.paused }()
	default:
		return
	}
	t := time.NewTimer(refusalPause)
	defer t.Stop()
	select {
	case <-t.C:
	case <-s.stopping:
	case <-r.Context().Done():
	}
}
