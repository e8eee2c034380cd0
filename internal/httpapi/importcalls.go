package httpapi

import (
	"bytes"
	"net/http"
	"net/url"
	"strconv"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
	"github.com/redsail/redsail/internal/jobs"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func (s *Server) getImport(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	u, _, err := s.imports.find(segment(r, "id"), accountIn(r.Context()))
	if err != nil {
		return err
	}
	return s.sayImport(w, r, http.StatusOK, u)
}

// dropImport ends the work on a file and gives it up.
func (s *Server) dropImport(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	u, now, err := s.imports.find(segment(r, "id"), accountIn(r.Context()))
	if err != nil {
		return err
	}
	if _, err := s.cfg.Jobs.Cancel(now.job); err != nil && city.CodeOf(err) != "unknown_job" {
		return err
	}
	s.imports.drop(u)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// confirmImport writes a file that was judged; with dry_run it is judged anew.
func (s *Server) confirmImport(w http.ResponseWriter, r *http.Request, q url.Values) error {
	s.imports.confirming.Lock() // of two at once the second finds the work of the first
	defer s.imports.confirming.Unlock()
	u, now, err := s.imports.find(segment(r, "id"), accountIn(r.Context()))
	if err != nil {
		return err
	}
	dry := q.Get("dry_run") == "true"
	base, named, err := ifMatch(r)
	if err != nil {
		return err
	}
	if !named && !dry {
		return &badParameter{name: "If-Match", code: "precondition_required", msg: `say by If-Match which revision the file was judged on, like If-Match: "42"`}
	}
	if j, err := s.cfg.Jobs.Get(now.job); err == nil && !j.State.Ended() || now.finished {
		return city.Errorf(city.Conflict, "import_busy", "the import is being worked on, or is written already")
	}
	_, judgedOn, judged := now.outcome()
	if !dry && (!judged || s.importAnswer(&now).State != jobs.Done) {
		return city.Errorf(city.Conflict, "no_result", "the file was not judged to its end: there is nothing to confirm")
	}
	if !dry {
		st, err := s.cfg.Imports.Store.State(r.Context())
		if err != nil {
			return err
		}
		if st.Revision != base || judgedOn != base {
			return &staleError{base, st.Revision}
		}
	}
	var on *int64
	if named {
		on = &base
	}
	if err := s.beginImport(r, u, now.ask, dry, on); err != nil {
		return err
	}
	return s.sayImport(w, r, http.StatusAccepted, u)
}

func (s *Server) importTemplate(w http.ResponseWriter, r *http.Request, q url.Values) error {
	var buf bytes.Buffer
	workbook := q.Get("f") == "xlsx"
	if err := intake.WriteTemplate(&buf, intake.TableKind(segment(r, "kind")), workbook, q.Get("headings") == "en"); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	if workbook {
		w.Header().Set("Content-Type", xlsxType)
	}
	s.write(w, r, buf.Bytes())
	return nil
}

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// importFinding is a finding with a place.
type importFinding struct {
	Type       string         `json:"type" enum:"Feature"`
	Geometry   map[string]any `json:"geometry"`
	Properties map[string]any `json:"properties"`
}

// importFindings are all findings with a place.
type importFindings struct {
	Type     string          `json:"type" enum:"FeatureCollection"`
	Features []importFinding `json:"features"`
}

func (s *Server) importFindings(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	_, u, err := s.imports.find(segment(r, "id"), accountIn(r.Context()))
	if err != nil {
		return err
	}
	out := importFindings{Type: "FeatureCollection", Features: []importFinding{}}
	add := func(at [2]float64, properties map[string]any) {
		out.Features = append(out.Features, importFinding{"Feature", map[string]any{"type": "Point", "coordinates": at}, properties})
	}
	if rep := u.areas; rep != nil {
		for _, f := range rep.Rejected {
			if f.At != nil {
				add(*f.At, map[string]any{"finding": "rejected", "feature": f.Feature, "code": f.Code, "reason": f.Reason, "message": f.Message})
			}
		}
		for _, f := range rep.Gaps {
			add(f.At, map[string]any{"finding": "gap", "area_m2": f.AreaM2, "width_m": f.WidthM, "hairline": f.Hairline, "from": f.From})
		}
		for _, f := range rep.Overlaps {
			add(f.At, map[string]any{"finding": "overlap", "codes": f.Codes, "area_m2": f.AreaM2, "width_m": f.WidthM, "hairline": f.Hairline, "from": f.From})
		}
	}
	if u.things != nil {
		for _, f := range u.things.Rejected {
			if f.At != nil {
				add(*f.At, map[string]any{"finding": "rejected", "feature": f.Feature, "code": f.Code, "reason": f.Reason, "message": f.Message})
			}
		}
	}
	w.Header().Set("Content-Type", geoJSONType)
	s.write(w, r, encode(out))
	return nil
}
