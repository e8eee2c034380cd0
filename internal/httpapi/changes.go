package httpapi

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/edit"
)

// maxChangeBody bounds the body of a change, in bytes.
const maxChangeBody = 8 << 20

// changeAnswer says what a change does, or has done.
type changeAnswer struct {
	DryRun   bool         `json:"dry_run"`
	Written  bool         `json:"written" doc:"false in a dry run, and where everything is as it should be already"`
	Revision int64        `json:"revision" doc:"the revision that it made; when nothing was written, the one that it was judged on"`
	Report   *edit.Report `json:"report"`
}

// reverseBody is what may be said of a reversal.
type reverseBody struct {
	Note string `json:"note,omitempty" doc:"why; at most 2,000 bytes"`
}

// staleError says which revision is the latest.
type staleError struct{ asked, latest int64 }

func (e *staleError) Error() string {
	return "the change was made on revision " + strconv.FormatInt(e.asked, 10) + "; the latest is " + strconv.FormatInt(e.latest, 10)
}

// change puts, deletes and edits.
func (s *Server) change(w http.ResponseWriter, r *http.Request, q url.Values) error {
	body, err := readBody(w, r, maxChangeBody)
	if err != nil {
		return err
	}
	return s.written(w, r, q, func(ctx context.Context) (*edit.Plan, error) {
		var ask edit.Request
		if err := readStrict(body, &ask); err != nil {
			return nil, err
		}
		if err := s.mayEnd(ctx, &ask); err != nil {
			return nil, err
		}
		return s.cfg.Editor.Prepare(ctx, &ask)
	})
}

// reverse takes a revision back.
func (s *Server) reverse(w http.ResponseWriter, r *http.Request, q url.Values) error {
	n, err := strconv.ParseInt(segment(r, "n"), 10, 64)
	if err != nil {
		return &badParameter{name: "n", code: "bad_number", msg: "the revision is not a whole number"}
	}
	body, err := readBody(w, r, maxChangeBody)
	if err != nil {
		return err
	}
	return s.written(w, r, q, func(ctx context.Context) (*edit.Plan, error) {
		var ask reverseBody
		if len(bytes.TrimSpace(body)) > 0 { // there need not be one
			if err := readStrict(body, &ask); err != nil {
				return nil, err
			}
		}
		if err := s.mayReverse(ctx, n); err != nil {
			return nil, err
		}
		return s.cfg.Editor.Reverse(ctx, n, ask.Note)
	})
}

// written makes a plan and, unless it is a dry run, applies it.
func (s *Server) written(w http.ResponseWriter, r *http.Request, q url.Values, plan func(context.Context) (*edit.Plan, error)) error {
	dry := q.Get("dry_run") == "true"
	base, named, err := ifMatch(r)
	if err != nil {
		return err
	}
	if !named && !dry {
		return &badParameter{name: "If-Match", code: "precondition_required", msg: `say by If-Match which revision the change was made on, like If-Match: "42"`}
	}
	ans, err := s.carryOut(r.Context(), &carrying{dry: dry, base: base, named: named, even: q.Get("even_restricted") == "true"}, plan)
	if err != nil {
		return err
	}
	revision, status := itoa(ans.Revision), http.StatusOK
	w.Header().Set("ETag", `"`+revision+`"`)
	if ans.Written {
		w.Header().Set("Location", "/api/v1/revisions/"+revision)
		status = http.StatusCreated
	}
	return s.tell(w, r, status, ans)
}

// carrying says how a change is carried out: a dry run, on a named revision, with even_restricted.
type carrying struct {
	dry   bool
	base  int64
	named bool
	even  bool
}

// carryOut judges a change on the revision that was named, and applies it.
func (s *Server) carryOut(ctx context.Context, how *carrying, plan func(context.Context) (*edit.Plan, error)) (*changeAnswer, error) {
	st, err := s.cfg.Editor.State(ctx)
	if err != nil {
		return nil, err
	}
	if how.named && how.base != st.Revision {
		return nil, &staleError{how.base, st.Revision}
	}
	if !how.dry { // before the city is read, which takes its time
		if err := s.cfg.Editor.Writable(ctx); err != nil {
			return nil, err
		}
	}
	p, err := plan(ctx)
	if err != nil {
		return nil, s.overtaken(ctx, err, st.Revision)
	}
	if how.named && *p.Change.Base != how.base {
		return nil, &staleError{how.base, *p.Change.Base}
	}
	if err := s.signed(ctx, &p.Change); err != nil {
		return nil, err
	}
	rev, even, err := s.judgedAndApplied(ctx, p, how)
	if err != nil {
		return nil, s.overtaken(ctx, err, st.Revision)
	}
	ans := &changeAnswer{DryRun: how.dry, Revision: *p.Change.Base, Report: p.Report}
	if rev.Entries == 0 {
		return ans, nil
	}
	ans.Written, ans.Revision = true, rev.Number
	s.wrote(ctx, &p.Change, even, rev.Number)
	s.catchUp(ctx)
	return ans, nil
}

// judgedAndApplied refuses what checkClassed does and, unless it is a dry run, which has no entries, applies
// the plan; nothing is opened between the two. even is true where even_restricted let it pass.
func (s *Server) judgedAndApplied(ctx context.Context, p *edit.Plan, how *carrying) (rev city.Revision, even bool, err error) {
	opening := heldOpening{s: s}
	defer opening.release()
	judged := carried{from: p.From, even: how.even}
	if how.dry {
		judged.open, err = s.openNow(ctx)
	} else {
		judged.open, err = opening.hold(ctx, &p.Change)
	}
	if err != nil {
		return rev, false, err
	}
	if even, err = s.checkClassed(ctx, &p.Change, judged); err != nil || how.dry {
		return rev, even, err
	}
	rev, err = s.cfg.Editor.Apply(ctx, p)
	return rev, even, err
}

// catchUpTime is how long an answer waits for the picture of what it has written.
const catchUpTime = 30 * time.Second

// catchUp lets the next reader see what was written. The change stands already: whatever
// happens now, the answer says so.
func (s *Server) catchUp(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), catchUpTime)
	defer cancel()
	if _, err := s.atlas.Refresh(ctx); err != nil {
		s.log.WarnContext(ctx, "a change is written, and its picture is not there yet", "error", err.Error())
	}
}

// overtaken tells which revision is the latest, where another change came first.
func (s *Server) overtaken(ctx context.Context, err error, base int64) error {
	if city.KindOf(err) != city.Stale {
		return err
	}
	st, serr := s.cfg.Editor.State(ctx)
	if serr != nil {
		return err
	}
	return &staleError{base, st.Revision}
}

// ifMatch reads the revision that a call was made on: "42", or the ETag of any answer of
// that revision, which begins with it.
func ifMatch(r *http.Request) (revision int64, named bool, err error) {
	values := r.Header.Values("If-Match")
	if len(values) == 0 {
		return 0, false, nil
	}
	bad := &badParameter{name: "If-Match", code: "bad_header", msg: `If-Match must name one revision, like "42", or be the ETag of an answer about areas`}
	text, ok := strings.CutPrefix(strings.TrimSpace(values[0]), `"`)
	text, closed := strings.CutSuffix(text, `"`)
	if len(values) > 1 || !ok || !closed {
		return 0, false, bad
	}
	number, _, _ := strings.Cut(text, "-")
	n, perr := strconv.ParseInt(number, 10, 64)
	if perr != nil || n < 0 || strconv.FormatInt(n, 10) != number {
		return 0, false, bad
	}
	return n, true, nil
}
