package httpapi

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/geo/walk/streets"
	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
	"github.com/redsail/redsail/internal/jobs"
)

// importAnswer is an import as it stands.
type importAnswer struct {
	ID         string                  `json:"id"`
	Kind       string                  `json:"kind"`
	Layer      string                  `json:"layer" doc:"of areas and attributes, or the sort of all places or barriers, as it was asked for; empty = each row says it"`
	Sent       string                  `json:"sent" doc:"RFC 3339: when the file came"`
	DryRun     bool                    `json:"dry_run" doc:"nothing has been written"`
	State      jobs.State              `json:"state" enum:"queued,running,done,failed,cancelled"`
	Progress   float64                 `json:"progress" doc:"0 to 1"`
	Note       string                  `json:"note" doc:"what is being done, for people"`
	Expires    string                  `json:"expires" doc:"RFC 3339: when the file and its report are given up"`
	Report     *intake.Report          `json:"report" doc:"of areas, once done"`
	Things     *intake.ThingReport     `json:"things" doc:"of buildings, places and barriers, once done"`
	Attributes *intake.AttributeReport `json:"attributes" doc:"of attributes of areas, once done"`
	People     *intake.PeopleReport    `json:"people" doc:"of persons, posts and organisations, once done"`
	Network    *intake.NetworkReport   `json:"network" doc:"of streets, once done"`
	Error      *Problem                `json:"error" doc:"of one that failed"`
	Misfit     *controlMisfit          `json:"misfit" doc:"of one that failed since its control points do not fit; null of all others"`
	Shift      *importShift            `json:"shift" doc:"of one that failed since the file fits the store only when one of them is shifted; null of all others"`
	Layers     []string                `json:"layers" doc:"layers or sheets of the file, as source_layer names them; those of a file that has none, or was not opened yet, are not told"`
	Fields     []string                `json:"fields" doc:"fields of the features of the file"`
	Columns    map[string]string       `json:"columns" doc:"of a table that was refused for its columns: its headings with the keys as which they were read, empty = not read; empty of all others"`
	Access     string                  `json:"access" enum:"public,internal,restricted" doc:"who sees what is written: public = strangers, by what is opened; internal = who is signed in; restricted = by right and area, as all about persons"`
	Classed    *importClassed          `json:"classed" doc:"of a dry run: what is not written without even_restricted of the confirmation; null = nothing"`
	Undo       string                  `json:"undo" doc:"the address that takes what was written back; empty = nothing was written"`
}

func (s *Server) importAnswer(u *upload) importAnswer {
	out := importAnswer{
		ID: u.id, Kind: u.ask.kind, Layer: u.ask.layer, Sent: u.at.In(s.atlas.Zone()).Format(time.RFC3339), DryRun: u.dry, State: jobs.Queued, Report: u.areas, Things: u.things, Attributes: u.attributes, People: u.people, Network: u.network,
		Layers: append([]string{}, u.layers...), Fields: append([]string{}, u.fields...), Columns: map[string]string{},
		Expires: u.at.Add(importLife).In(s.atlas.Zone()).Format(time.RFC3339),
	}
	j, err := s.cfg.Jobs.Get(u.job)
	if err != nil { // it is over since long
		out.State, out.Progress = jobs.Done, 1
		if _, _, judged := u.outcome(); !judged {
			out.State = jobs.Failed
		}
	} else {
		out.State, out.Progress, out.Note = j.State, j.Progress, j.Note
		if j.State == jobs.Failed {
			p := problemOf(j.Err)
			p.Type, p.Title = "about:blank", http.StatusText(p.Status)
			out.Error, out.Misfit, out.Shift = &p, misfitOf(j.Err), shiftOf(j.Err)
			if u.columns != nil {
				out.Columns = u.columns
			}
		}
	}
	if rev := u.revision(); rev > 0 {
		out.Undo = "/api/v1/revisions/" + itoa(rev) + "/reverse"
	}
	return out
}

// revision is the one that was written; 0 = none.
func (u *upload) revision() int64 {
	status, rev, judged := u.outcome()
	if !u.finished || !judged || status == intake.Unchanged || status == intake.Refused {
		return 0
	}
	return rev
}

// newImport takes a file and begins its work.
func (s *Server) newImport(w http.ResponseWriter, r *http.Request, q url.Values) error {
	ask, err := importAsked(q)
	if err != nil {
		return err
	}
	who := callerIn(r.Context())
	if who.Anonymous() {
		return refusal(who, "imports.write")
	}
	if ask.ofAreas() {
		if _, err := s.atlas.Current().Scheme.Layer(q.Get("layer")); err != nil {
			return err
		}
	}
	u, sent, err := s.receive(w, r, who.Account, q.Get("format"))
	if err != nil {
		return err
	}
	if err := ask.with(sent); err != nil {
		s.imports.drop(u)
		return err
	}
	if err := s.beginImport(r, u, ask, q.Get("dry_run") == "true", nil); err != nil {
		s.imports.drop(u)
		return err
	}
	return s.sayImport(w, r, http.StatusAccepted, u)
}

// receive puts the body into a file that only this account of the machine reads.
func (s *Server) receive(w http.ResponseWriter, r *http.Request, account, format string) (_ *upload, _ *sentFile, err error) {
	most := s.cfg.Imports.most()
	size := most
	if r.ContentLength >= 0 {
		size = r.ContentLength
	}
	if _, parts := isParts(r); size > most && !parts || size > most+importPartsBytes {
		return nil, nil, &http.MaxBytesError{Limit: most}
	}
	u, err := s.imports.place(account, size, importFilesMax*most)
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if err != nil {
			s.imports.drop(u)
		}
	}()
	dir, err := os.MkdirTemp(s.cfg.Imports.Dir, "redsail-import-*")
	if err != nil {
		return nil, nil, spoolFault(err)
	}
	if err = s.imports.lies(u, dir, filepath.Join(dir, "file."+format), s.importNow()); err != nil {
		return nil, nil, err
	}
	sent, err := s.receiveBody(w, r, filepath.Join(dir, "file."+format), most)
	if err != nil {
		return nil, nil, err
	}
	if sent.size == 0 {
		return nil, nil, &badParameter{code: "bad_body", msg: "the body is empty: send the file as it is"}
	}
	s.imports.came(u, sent.size)
	return u, &sent, nil
}

// beginImport starts the job of a file; base, where it is not nil, is the revision that it must be
// judged on.
func (s *Server) beginImport(r *http.Request, u *upload, ask importAsk, dry bool, base *int64) error {
	who, request := callerIn(r.Context()), context.WithoutCancel(r.Context())
	if !dry {
		if err := s.checkImportAccess(request, &ask); err != nil {
			return err
		}
	}
	if err := s.recordImport(request, u.id, false, "begun", 0); err != nil {
		return err
	}
	ready := make(chan struct{}) // closed once the file knows its job
	j, err := s.cfg.Jobs.Start("import", func(ctx context.Context, report jobs.Report) (any, error) {
		<-ready
		ctx = asker(ctx, request)
		err := s.doImport(ctx, u, ask, dry, base, report)
		if err == nil {
			return nil, nil
		}
		s.faulty(ctx, err)
		s.imports.set(u, func(u *upload) { u.failed = true })
		outcome := cmp.Or(city.CodeOf(err), problemOf(err).Code)
		return nil, errors.Join(err, s.recordImport(request, u.id, false, outcome, 0))
	})
	if err != nil {
		return err
	}
	s.imports.set(u, func(u *upload) {
		u.ask, u.job, u.dry, u.importReports, u.account, u.layers, u.fields = ask, j.ID, dry, importReports{}, who.Account, nil, nil
		u.classed, u.columns, u.failed = nil, nil, false
	})
	close(ready)
	return nil
}

// recordImport writes a row of the audit; even is true where even_restricted let the import pass.
func (s *Server) recordImport(ctx context.Context, id string, even bool, outcome string, revision int64) error {
	return s.cfg.Gate.Record(ctx, callerIn(ctx), access.Entry{Action: "imports.write", Of: append(evenRestricted(even), "import/"+id), Outcome: outcome, Revision: revision})
}

// maxImportFields bounds the fields of a file that are told.
const maxImportFields = 500

// doImport is the work of a job.
func (s *Server) doImport(ctx context.Context, u *upload, ask importAsk, dry bool, base *int64, report jobs.Report) error {
	var change city.Change
	var classed *importClassed
	even, opening := false, heldOpening{s: s}
	defer opening.release()
	check := func(ctx context.Context, c *city.Change) error {
		if base != nil && c.Base != nil && *c.Base != *base {
			return &staleError{*base, *c.Base}
		}
		if err := s.signed(ctx, c); err != nil {
			return err
		}
		change = *c
		var err error
		if dry { // what may be seen of it is the caller's alone
			classed, err = s.countClassed(ctx, c)
			return err
		}
		judged := carried{even: ask.even}
		if judged.open, err = opening.hold(ctx, c); err == nil {
			even, err = s.checkClassed(ctx, c, judged)
		}
		return err
	}
	steps := 0
	progress := func(step string) { steps++; report(float64(steps)/8, step) }
	path, at := s.imports.file(u)
	now := func() time.Time { return at } // a confirmed file holds from the day of its dry run
	seen := func(src codec.Source) {
		s.imports.set(u, func(u *upload) { u.layers, u.fields = src.Layers, src.Fields[:min(len(src.Fields), maxImportFields)] })
	}
	done, err := ask.run(ctx, &importRun{s.cfg.Imports.Store, s.cfg.People.Keys(), path, dry, check, progress, now, seen})
	opening.release()
	s.keepChoices(u, err)
	if err != nil {
		return unreadImport(path, err)
	}
	s.imports.set(u, func(u *upload) { u.importReports, u.classed = done, classed })
	if dry {
		return s.recordImport(ctx, u.id, false, "dry_run", 0)
	}
	s.imports.written(u)
	ctx = context.WithoutCancel(ctx) // it stands: that the import is given up now takes nothing back
	rev := (&upload{importReports: done, finished: true}).revision()
	if rev > 0 {
		s.wrote(ctx, &change, even, rev)
		s.catchUp(ctx)
	}
	if err := s.recordImport(ctx, u.id, even && rev > 0, "done", rev); err != nil {
		s.log.ErrorContext(ctx, "an import is done, and its row of the audit is not", "revision", rev, "error", err.Error())
	}
	return nil
}

// file is where an upload lies, and of when its dry run is.
func (t *importTable) file(u *upload) (path string, at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return u.path, u.at
}

// keepChoices keeps what the error of a file that was not read says there is to choose from: its layers, or the headings of
// its table.
func (s *Server) keepChoices(u *upload, err error) {
	var file *codec.FileError
	if errors.As(err, &file) && len(file.Layers) > 0 {
		s.imports.set(u, func(u *upload) { u.layers = file.Layers })
	}
	var columns *intake.HeadingsError
	if errors.As(err, &columns) {
		s.imports.set(u, func(u *upload) { u.columns = columns.Columns })
	}
}

// unreadImport tells a file that cannot be read, or whose coordinates are not what they are said to be,
// without where it lies here.
func unreadImport(path string, err error) error {
	var file *codec.FileError
	var refusal *crs.Refusal
	var misfit *intake.ControlError
	var field *streets.FieldError
	var e *city.Error
	said := func(kind, text string) error {
		text = strings.ReplaceAll(strings.ReplaceAll(text, path, "the file"), filepath.Dir(path)+string(filepath.Separator), "")
		return &badParameter{name: "file", code: "bad_file", msg: kind + ": " + text}
	}
	switch {
	case errors.As(err, &file):
		return said(file.Kind, file.Error())
	case errors.As(err, &field):
		return said("unknown_field", field.Error())
	case errors.As(err, &misfit):
		return &toldError[intake.ControlError]{said(crs.CauseBadControl, misfit.Error()), misfit}
	case errors.As(err, &refusal) && refusal.Shift != nil:
		return &toldError[crs.Shift]{said(refusal.Cause, refusal.Error()), refusal.Shift}
	case errors.As(err, &refusal):
		return said(refusal.Cause, refusal.Error())
	case errors.As(err, &e) && strings.Contains(e.Msg, filepath.Dir(path)):
		return said(e.Code, e.Msg)
	}
	return err
}

func (s *Server) importNow() time.Time {
	if s.cfg.Imports.Now != nil {
		return s.cfg.Imports.Now()
	}
	return time.Now()
}

// sayImport answers with an import of the caller.
func (s *Server) sayImport(w http.ResponseWriter, r *http.Request, status int, of *upload) error {
	_, u, err := s.imports.find(of.id, accountIn(r.Context()))
	if err != nil {
		return err
	}
	out := s.importAnswer(&u)
	if out.Access, err = s.importAccess(r.Context(), &u.ask); err != nil {
		return err
	}
	if out.Classed, err = s.classedNow(r.Context(), &u, out.Access); err != nil {
		return err
	}
	w.Header().Set("Location", "/api/v1/imports/"+u.id)
	return s.tell(w, r, status, out)
}
