package httpapi

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// Repeat says what a call that comes again with its Idempotency-Key gets. Every row that writes has
// one: Replayed, where the table says nothing else.
type Repeat string

// What repeated calls get.
const (
	// Replayed calls are done once: the answer is kept in memory, and given again.
	Replayed Repeat = "replayed"
	// Untold calls are done once, but their answer shows a secret that is shown once and that the
	// server does not keep: who repeats them is told that they are done (409 secret_told).
	Untold Repeat = "untold"
	// Stored calls are done once, also after the process has ended: their key lies in the store, with
	// what they made. The handler sees to it.
	Stored Repeat = "stored"
	// Anew calls are done each time, and take no key: who signs in has no account yet by which a key
	// could be known, a session that was renewed or ended is not there any more for who repeats the
	// call, and each look at persons is a row of the audit.
	Anew Repeat = "anew"
)

// anew is that of a row, of a table in which all that write are done each time.
func anew(method string) Repeat {
	if method == http.MethodGet {
		return ""
	}
	return Anew
}

// keyParams are what the description says of the header, by what a repeated call gets.
var keyParams = map[Repeat]city.Label{
	Replayed: {Zh: "重复提交用的键：同键同内容只执行一次，得到同一回答", En: "a key for repeating the call: the same call gets the same answer, and is done once"},
	Untold:   {Zh: "重复提交用的键：同键同内容只执行一次；回答中的密码或令牌只显示一次，重复时答 409 secret_told", En: "a key for repeating the call: it is done once; as its answer shows a secret once, the same call gets 409 secret_told"},
	Stored:   {Zh: "重复提交用的键，必填：同键同内容只存一次，服务重启后仍有效", En: "a key for repeating the call, needed: the same call gets what it made, and is done once, also after the server was started anew"},
}

// keyParam is the header of a row that takes a key.
func (rt *Route) keyParam() (Param, bool) {
	says, takes := keyParams[rt.Repeat]
	return Param{Name: "Idempotency-Key", Type: Text, Header: true, Says: says}, takes
}

// keyFails are the codes by which a row that takes a key refuses it.
func (rt *Route) keyFails() Fails {
	if _, takes := rt.keyParam(); !takes {
		return nil
	}
	out := Fails{http.StatusBadRequest: {"bad_header"}, http.StatusUnprocessableEntity: {"idempotency_mismatch"}}
	if rt.Repeat == Untold {
		out[http.StatusConflict] = []string{"secret_told"}
	}
	return out
}

// repeats completes a row of the table: what a repeated call gets, and the header that says so.
func (rt *Route) repeats() {
	if rt.Writes && rt.Repeat == "" {
		rt.Repeat = Replayed
	}
	if key, takes := rt.keyParam(); takes {
		rt.Params = append(slices.Clone(rt.Params), key)
	}
}

// once answers a call by do or, when its key came with the same call before, as then: before the
// handler judges anything, for what it judges by is not as it was. Another call with the key is
// refused. Only calls that succeed are remembered, and no dry run but that of a file that was sent.
func (s *Server) once(w http.ResponseWriter, r *http.Request, rt *Route, q url.Values, do func(http.ResponseWriter, *http.Request) error) error {
	if rt.Repeat != Replayed && rt.Repeat != Untold {
		return do(w, r)
	}
	key, err := keyOf(r)
	if err != nil {
		return err
	}
	if key == "" || q.Get("dry_run") == "true" && !rt.Upload {
		return do(w, r)
	}
	name, head := keyName{accountIn(r.Context()), key}, headOf(r)
	for {
		mine, other := s.keys.take(name, head)
		if mine != nil {
			return s.first(w, r, rt, name, mine, do)
		}
		if other.head != head {
			return otherCall()
		}
		select {
		case <-other.done:
		case <-r.Context().Done():
			return r.Context().Err()
		}
		if other.answer != nil {
			return s.again(w, r, rt, other)
		}
	}
}

func otherCall() error {
	return &badParameter{name: "Idempotency-Key", code: "idempotency_mismatch", msg: "the key came before with another call"}
}

// first does a call whose key is new.
func (s *Server) first(w http.ResponseWriter, r *http.Request, rt *Route, name keyName, call *keyed, do func(http.ResponseWriter, *http.Request) error) error {
	a, err := s.remembered(w, r, rt, name, call, do)
	if err != nil {
		return err
	}
	s.replay(w, r, a)
	return nil
}

// remembered does a call, also when its client has gone: it will ask again.
func (s *Server) remembered(w http.ResponseWriter, r *http.Request, rt *Route, name keyName, call *keyed, do func(http.ResponseWriter, *http.Request) error) (a *kept, err error) {
	var keep *kept
	defer func() { s.keys.end(name, call, keep) }() // a panic forgets the key like an error
	r = r.WithContext(context.WithoutCancel(r.Context()))
	if rt.Cost != Stream {
		p := newPatience(r.Context(), s.patience) //nolint:contextcheck // it goes on when the client has gone
		defer p.end()
		r = r.WithContext(p) //nolint:contextcheck // as above
	}
	sum, before := newBodySum(r), w.Header()
	if r.Body != nil {
		r.Body = &summed{r.Body, sum}
	}
	whole := &wholeAnswer{ResponseWriter: w, header: before.Clone(), status: http.StatusOK}
	if err := do(whole, r); err != nil {
		return nil, err
	}
	s.rest(w, r, rt) // by now all has been read, but what may stand behind the last part of a form
	call.body = sum.sum()
	a = &kept{status: whole.status, header: http.Header{}, body: whole.body.Bytes()}
	for field, values := range whole.header {
		if !slices.Equal(before[field], values) {
			a.header[field] = values
		}
	}
	if keep = a; rt.Repeat == Untold {
		keep = &kept{}
	}
	return a, nil
}

// again answers a call that was done before.
func (s *Server) again(w http.ResponseWriter, r *http.Request, rt *Route, call *keyed) error {
	sum := newBodySum(r)
	if r.Body != nil {
		r.Body = &summed{r.Body, sum}
	}
	s.rest(w, r, rt)
	if sum.sum() != call.body {
		return otherCall()
	}
	if rt.Repeat == Untold {
		return city.Errorf(city.Conflict, "secret_told", "the call with this key is done, and the secret in its answer is shown once: if it was lost, make another")
	}
	s.replay(w, r, call.answer)
	return nil
}

// replay writes an answer that is there as a whole.
func (s *Server) replay(w http.ResponseWriter, r *http.Request, a *kept) {
	maps.Copy(w.Header(), a.header)
	w.WriteHeader(a.status)
	if len(a.body) > 0 {
		s.body(w, r, a.body)
	}
}

// rest reads what is left of a body, as long as bytes come and not more than the row can take. One
// that cannot be read is not that of the first call.
func (s *Server) rest(w http.ResponseWriter, r *http.Request, rt *Route) {
	if r.Body == nil || rt.Body == nil && !rt.Upload {
		return
	}
	most := int64(maxChangeBody)
	if rt.Upload {
		most = s.cfg.Imports.most() + importPartsBytes
	}
	body := io.Reader(http.MaxBytesReader(w, r.Body, most))
	if rt.Upload {
		body = &patientBody{body, http.NewResponseController(w), s.bulkPatience()}
	}
	_, _ = io.Copy(io.Discard, body)
}

// summed is a body whose bytes are added to a hash as they are read.
type summed struct {
	io.ReadCloser
	sum *bodySum
}

func (b *summed) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	_, _ = b.sum.Write(p[:n])
	return n, err
}

// wholeAnswer takes an answer as a whole before it is sent.
type wholeAnswer struct {
	http.ResponseWriter
	header http.Header
	status int
	wrote  bool
	body   bytes.Buffer
}

func (h *wholeAnswer) Header() http.Header { return h.header }

func (h *wholeAnswer) WriteHeader(status int) {
	if !h.wrote {
		h.status, h.wrote = status, true
	}
}

func (h *wholeAnswer) Write(b []byte) (int, error) {
	h.wrote = true
	return h.body.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (h *wholeAnswer) Unwrap() http.ResponseWriter { return h.ResponseWriter }

// keyOf reads the key of a call; empty when it has none.
func keyOf(r *http.Request) (string, error) {
	values := r.Header.Values("Idempotency-Key")
	if len(values) == 0 {
		return "", nil
	}
	bad := &badParameter{name: "Idempotency-Key", code: "bad_header", msg: "the key must be one text of 1 to 255 visible ASCII characters"}
	if len(values) > 1 || values[0] == "" || len(values[0]) > maxKeyText {
		return "", bad
	}
	for _, c := range []byte(values[0]) {
		if c < '!' || c > '~' {
			return "", bad
		}
	}
	return values[0], nil
}

// accountIn is the account that makes a call.
func accountIn(ctx context.Context) string {
	if c := callerIn(ctx); c != nil {
		return c.Account
	}
	return ""
}

// headOf is the hash of all that makes a call what it is, but its body.
func headOf(r *http.Request) [sha256.Size]byte {
	h := sha256.New()
	for _, part := range []string{r.Method, r.URL.EscapedPath(), r.URL.RawQuery, r.Header.Get("If-Match")} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	return [sha256.Size]byte(h.Sum(nil))
}
