package access

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// Bounds of a row of the audit, and how long rows are kept at the least.
const (
	mostKeys      = 1001 // those of the largest page, and a token
	mostKeyBytes  = 200
	leastDays     = 180 // 网络安全法 §21: six months
	auditBatch    = 2000
	mostAuditPage = 1000
)

// Reason is why somebody looks at a private number. The list is short, so that no text about a
// person gets into the audit.
type Reason struct {
	Key  string     `json:"key"`
	Name city.Label `json:"name"`
}

// Reasons are those that there are.
func Reasons() []Reason {
	return []Reason{
		{"emergency", city.Label{Zh: "突发事件处置", En: "An emergency"}},
		{"unreachable", city.Label{Zh: "值班电话无人接听", En: "The duty phone is not answered"}},
		{"handover", city.Label{Zh: "交接班核对", En: "A hand-over"}},
		{"correction", city.Label{Zh: "核对更正数据", En: "Data are put right"}},
		{"subject", city.Label{Zh: "本人申请", En: "The person asked for it"}},
	}
}

// CheckReason refuses what is none of the Reasons; Invalid, bad_reason.
func CheckReason(key string) error {
	if slices.ContainsFunc(Reasons(), func(r Reason) bool { return r.Key == key }) {
		return nil
	}
	return city.Errorf(city.Invalid, "bad_reason", "a reason is needed, one of emergency, unreachable, handover, correction, subject")
}

// Record writes a row of the audit: account, way, network (WithAddress) and time are filled in.
// When it gives nil, the row is safe; what may only be done with a row is done after that.
func (s *Service) Record(ctx context.Context, c *Caller, e Entry) error {
	return s.RecordAll(ctx, c, []Entry{e})
}

// RecordAll writes several rows, all or none.
func (s *Service) RecordAll(ctx context.Context, c *Caller, rows []Entry) error {
	out := make([]Entry, len(rows))
	for i := range rows {
		out[i] = s.signedBy(ctx, c, &rows[i])
		if err := checkEntry(&out[i]); err != nil {
			return err
		}
	}
	return s.store.Append(ctx, out)
}

// signedBy is a row of the audit with who did it, the way, network and time.
func (s *Service) signedBy(ctx context.Context, c *Caller, row *Entry) Entry {
	e := row.clone()
	if c != nil {
		e.Account, e.Via = c.Account, c.Via
		if c.Via == ViaToken || c.Via == ViaDisplay {
			e.Of = append(e.Of, "token/"+c.ID)
		}
		if name := cutText(c.ID, mostKeyBytes/2); c.Via == ViaCommand && name != "" && name != Command().ID {
			e.Of = append(e.Of, "user/"+name) // who runs the command
		}
	}
	e.Address = network(cmp.Or(e.Address, addressOf(ctx)))
	e.At = s.now()
	e.Outcome = cmp.Or(e.Outcome, "done")
	return e
}

// checkEntry keeps texts out: of holds keys.
func checkEntry(e *Entry) error {
	bad := city.Errorf(city.Internal, "bad_audit", "a row of the audit for %s is none", e.Action)
	if len(e.Of) > mostKeys || len(e.Action) > 100 || len(e.Outcome) > 100 || len(e.Reason) > 100 {
		return bad
	}
	for _, key := range e.Of {
		kind, code, ok := strings.Cut(key, "/")
		if !ok || kind == "" || code == "" || len(key) > mostKeyBytes || cutText(key, mostKeyBytes) != key {
			return bad
		}
	}
	return nil
}

// did records an act on an account that was done.
func (s *Service) did(ctx context.Context, by *Caller, action Action, account string, of ...string) error {
	return s.Record(ctx, by, Entry{Action: action, Of: append([]string{"account/" + account}, of...), Outcome: "done"})
}

// failed records that somebody who is signed in was wrong about their own account.
func (s *Service) failed(ctx context.Context, a *Account, action Action, why error) error {
	return s.Record(ctx, callerWith(a, ViaSession, ""), Entry{Action: action, Of: []string{"account/" + a.Name}, Outcome: city.CodeOf(why)})
}

// EntryInfo is a row of the audit as the auditor reads it.
type EntryInfo struct {
	Seq      int64     `json:"seq"`
	At       time.Time `json:"at"`
	Account  string    `json:"account"`
	Via      Via       `json:"via"`
	Action   Action    `json:"action"`
	Of       []string  `json:"of"`
	Outcome  string    `json:"outcome"`
	Reason   string    `json:"reason,omitempty"`
	Revision int64     `json:"revision,omitempty"`
	Address  string    `json:"address,omitempty"`
	Prev     string    `json:"prev"`
	Hash     string    `json:"hash"`
}

func entryInfo(e *Entry) EntryInfo {
	return EntryInfo{
		e.Seq, e.At, e.Account, e.Via, e.Action, append([]string{}, e.Of...), e.Outcome, e.Reason, e.Revision, e.Address,
		hex.EncodeToString(e.Prev[:]), hex.EncodeToString(e.Hash[:]),
	}
}

// Filter says which rows. Zero fields ask for nothing.
type Filter struct {
	From, To time.Time // From ≤ at < To
	Account  string
	Action   Action
	Of       string // a key, such as person/P-17
	Newest   bool   // the newest first, else the oldest
	After    int64  // rows behind this one in that order; 0 = from the beginning
	Limit    int    // 0 = 100, at most 1,000
}

func (f *Filter) holds(e *Entry) bool {
	return (f.From.IsZero() || !e.At.Before(f.From)) && (f.To.IsZero() || e.At.Before(f.To)) &&
		(f.Account == "" || e.Account == f.Account || slices.Contains(e.Of, "account/"+f.Account)) &&
		(f.Action == "" || e.Action == f.Action) && (f.Of == "" || slices.Contains(e.Of, f.Of))
}

// Audit lists rows in their order, or the newest first.
func (s *Service) Audit(ctx context.Context, by *Caller, f Filter) ([]EntryInfo, error) {
	if err := may(by, "audit.read"); err != nil {
		return nil, err
	}
	limit := min(cmp.Or(max(f.Limit, 0), 100), mostAuditPage)
	out := []EntryInfo{}
	walk := s.walk
	if f.Newest {
		walk = s.walkBack
	}
	err := walk(ctx, f.After, func(e *Entry) bool {
		if f.holds(e) {
			out = append(out, entryInfo(e))
		}
		return len(out) < limit
	})
	return out, err
}

// walk calls f for each row behind one, until f says that it is enough.
func (s *Service) walk(ctx context.Context, after int64, f func(*Entry) bool) error {
	for {
		rows, err := s.store.Entries(ctx, after, auditBatch)
		if err != nil {
			return err
		}
		for i := range rows {
			if !f(&rows[i]) {
				return nil
			}
		}
		if len(rows) < auditBatch {
			return nil
		}
		after = rows[len(rows)-1].Seq
	}
}

// walkBack calls f for each row before one, 0 = the last included, the newest first, until f says that it is
// enough. Rows are numbered one by one, and only the oldest are ever dropped.
func (s *Service) walkBack(ctx context.Context, before int64, f func(*Entry) bool) error {
	to := before - 1
	if before == 0 {
		last, err := s.store.Head(ctx)
		if err != nil || last == nil {
			return err
		}
		to = last.Seq
	}
	for to > 0 {
		rows, err := s.store.Entries(ctx, max(0, to-auditBatch), auditBatch)
		if err != nil {
			return err
		}
		rows = slices.DeleteFunc(rows, func(e Entry) bool { return e.Seq > to })
		if len(rows) == 0 {
			return nil
		}
		for i := range slices.Backward(rows) {
			if !f(&rows[i]) {
				return nil
			}
		}
		to = rows[0].Seq - 1
	}
	return nil
}

// Broken is the first row of the audit that is not as it was written.
type Broken struct {
	Seq  int64  `json:"seq"`
	What string `json:"what"`
}

func (b *Broken) String() string { return fmt.Sprintf("row %d: %s", b.Seq, b.What) }

// Head is the end of the chain, signed, so that it can be kept elsewhere: of an audit that was cut
// short or written anew, CheckHead tells.
type Head struct {
	Seq       int64     `json:"seq"`
	Hash      string    `json:"hash"`
	At        time.Time `json:"at"`
	PublicKey string    `json:"public_key"`
	Signature string    `json:"signature"`
}

// text is what is signed.
func (h *Head) text() []byte {
	return fmt.Appendf(nil, "redsail audit head 1\n%d\n%s\n%s\n", h.Seq, h.Hash, h.At.UTC().Format(time.RFC3339Nano))
}

// SignedHead signs the end of the audit (Ed25519); Seq is 0 where there is no row.
func (s *Service) SignedHead(ctx context.Context) (*Head, error) {
	last, err := s.store.Head(ctx)
	if err != nil {
		return nil, err
	}
	if last == nil {
		last = new(Entry)
	}
	return s.sign(ctx, last)
}

func (s *Service) sign(ctx context.Context, last *Entry) (*Head, error) {
	seed, err := s.store.Secret(ctx, "audit")
	if err != nil {
		return nil, err
	}
	if len(seed) != ed25519.SeedSize {
		return nil, city.Errorf(city.Internal, "store_corrupt", "the secret that signs the audit has %d bytes", len(seed))
	}
	key := ed25519.NewKeyFromSeed(seed)
	h := &Head{Seq: last.Seq, Hash: hex.EncodeToString(last.Hash[:]), At: s.now()}
	h.PublicKey = hex.EncodeToString(key[ed25519.SeedSize:]) // its second half (RFC 8032)
	h.Signature = hex.EncodeToString(ed25519.Sign(key, h.text()))
	return h, nil
}

// Holds tells whether the signature is that of the key that it names.
func (h *Head) Holds() bool {
	key, kerr := hex.DecodeString(h.PublicKey)
	sig, serr := hex.DecodeString(h.Signature)
	return kerr == nil && serr == nil && len(key) == ed25519.PublicKeySize && ed25519.Verify(key, h.text(), sig)
}
