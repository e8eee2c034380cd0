package httpapi

import (
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

const maxLocateBody = 16 << 10

// maxAccuracy is the largest radius, in metres, that a locate takes.
const maxAccuracy = 100_000

// The parameters of a locate, and those of them that are texts in JSON.
var (
	locateNames = []string{"lon", "lat", "crs", "at", "revision", "accuracy", "fields"}
	locateTexts = []string{"crs", "at", "fields"}
)

func (s *Server) locateGet(w http.ResponseWriter, r *http.Request, q url.Values) error {
	sent := make(map[string]string, len(q))
	for name := range q {
		sent[name] = q.Get(name)
	}
	return s.locate(w, r, sent)
}

func (s *Server) locatePost(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	sent, err := object(w, r, maxLocateBody, locateNames, locateTexts)
	if err != nil {
		return err
	}
	return s.locate(w, r, sent)
}

// locate answers one point. sent holds the parameters as text, however they came.
func (s *Server) locate(w http.ResponseWriter, r *http.Request, sent map[string]string) error {
	for _, name := range locateNames {
		if v, there := sent[name]; there && v == "" {
			return &badParameter{name: name, code: "empty_parameter", msg: name + " is empty"}
		}
	}
	echo, q, err := position(sent)
	if err != nil {
		return err
	}
	asked, err := parts(sent)
	if err != nil {
		return err
	}
	pic, at, err := s.picture(r, sent)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	s.write(w, r, encode(atlas.NewReply(echo, at, pic, pic.Locate(q, asked))))
	return nil
}

// number reads a parameter as a finite decimal number.
func number(sent map[string]string, name string) (float64, error) {
	text, there := sent[name]
	if !there {
		return 0, &badParameter{name: name, code: "missing_parameter", msg: name + " is missing"}
	}
	v, ok := atlas.ParseNumber(text)
	if !ok {
		return 0, &badParameter{name: name, code: "bad_number", msg: name + " is not a decimal number"}
	}
	return v, nil
}

// position reads where is asked and converts it to the lattice, once.
func position(sent map[string]string) (echo atlas.Point, q geo.Point, err error) {
	echo.CRS = "wgs84"
	if echo.Lon, err = number(sent, "lon"); err != nil {
		return echo, q, err
	}
	if echo.Lat, err = number(sent, "lat"); err != nil {
		return echo, q, err
	}
	pos := orb.Point{echo.Lon, echo.Lat}
	if name, there := sent["crs"]; there {
		sys, err := crs.Parse(name)
		if err != nil {
			return echo, q, &badParameter{name: "crs", code: "unknown_crs", msg: err.Error()}
		}
		echo.CRS = atlas.SystemName(sys)
		if !sys.Projected() {
			if _, err := snap(pos); err != nil {
				return echo, q, err
			}
		}
		if pos, err = sys.ToWGS84(pos); err != nil {
			return echo, q, &badParameter{name: "lon", code: "out_of_range", msg: "lon and lat lie outside the reach of " + sys.Name()}
		}
	}
	q, err = snap(pos)
	return echo, q, err
}

// snap puts a position in degrees on the lattice, or says which of its numbers is wrong.
func snap(pos orb.Point) (geo.Point, error) {
	q, err := geo.Snap(pos)
	if err == nil {
		return q, nil
	}
	name, limit := "lon", 180
	if math.Abs(pos[0]) <= 180 {
		name, limit = "lat", 90
	}
	return q, &badParameter{name: name, code: "out_of_range", msg: fmt.Sprintf("%s must lie within ±%d°", name, limit)}
}

// parts reads which parts of the answer are wanted; all when nothing is said.
func parts(sent map[string]string) (asked atlas.Asked, err error) {
	if _, there := sent["accuracy"]; there {
		if asked.AccuracyM, err = number(sent, "accuracy"); err != nil {
			return asked, err
		}
		if asked.AccuracyM < 0 || asked.AccuracyM > maxAccuracy {
			return asked, &badParameter{name: "accuracy", code: "out_of_range", msg: fmt.Sprintf("accuracy is a radius of 0 to %d metres", maxAccuracy)}
		}
	}
	fields, there := sent["fields"]
	if !there {
		return asked, nil
	}
	asked.NoAreas, asked.NoBorder = true, true
	for f := range strings.SplitSeq(fields, ",") {
		switch f {
		case "areas":
			asked.NoAreas = false
		case "border":
			asked.NoBorder = false
		default:
			return asked, &badParameter{name: "fields", code: "unknown_field", msg: "there is no field " + quote(f) + "; known are areas, border"}
		}
	}
	return asked, nil
}

// picture finds the picture of the date and revision that were asked for.
func (s *Server) picture(r *http.Request, sent map[string]string) (*atlas.Picture, time.Time, error) {
	at := s.atlas.Now()
	when, dated := sent["at"]
	which, numbered := sent["revision"]
	if !dated && !numbered {
		return s.atlas.Current(), at, nil
	}
	var err error
	if dated {
		if at, err = atlas.ParseInstant(when, s.atlas.Zone()); err != nil {
			return nil, at, &badParameter{name: "at", code: "bad_time", msg: err.Error()}
		}
	}
	var rev int64
	if numbered {
		if rev, err = strconv.ParseInt(which, 10, 64); err != nil {
			return nil, at, &badParameter{name: "revision", code: "bad_number", msg: "revision is not a whole number"}
		}
		if rev < 1 {
			return nil, at, &badParameter{name: "revision", code: "out_of_range", msg: "revisions begin with 1"}
		}
	}
	pic, err := s.atlas.At(r.Context(), city.DateOf(at), rev)
	return pic, at, err
}
