package httpapi

import (
	"fmt"
	"math"
	"net/http"
	"net/url"
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

func (s *Server) locatePost(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	if isJSON(r) != nil {
		return &badParameter{
			name: "Content-Type", code: unsupportedType,
			msg: "the body must be application/json for one position, application/x-ndjson or text/csv for many",
		}
	}
	q, err := fields(w, r, maxLocateBody, locateParams)
	if err != nil {
		return err
	}
	return s.locate(w, r, q)
}

// locate answers one point. sent holds the parameters, however they came.
func (s *Server) locate(w http.ResponseWriter, r *http.Request, sent url.Values) error {
	echo, q, err := position(sent)
	if err != nil {
		return err
	}
	asked, work, err := parts(sent)
	if err != nil {
		return err
	}
	pic, at, err := s.picture(r, sent)
	if err != nil {
		return err
	}
	asked.At = at
	if asked.Kinds, err = kinds(pic, sent); err != nil {
		return err
	}
	if asked.Tags, err = tags(sent); err != nil {
		return err
	}
	reply := atlas.NewReply(echo, at, pic, pic.Locate(q, asked))
	if len(reply.Posts) > 0 && sent.Get("names") != "false" && s.seesPersons(r) {
		return s.sendStaffed(w, r, pic, reply, work)
	}
	s.sendReply(w, r, reply)
	return nil
}

// position reads where is asked and converts it to the lattice, once.
func position(sent url.Values) (echo atlas.Point, q geo.Point, err error) {
	echo = atlas.Point{Lon: decimal(sent, "lon"), Lat: decimal(sent, "lat"), CRS: "wgs84"}
	pos := orb.Point{echo.Lon, echo.Lat}
	if sent.Has("crs") {
		sys, err := system(sent)
		if err != nil {
			return echo, q, err
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

// system reads which reference system is meant; WGS-84 when nothing is said.
func system(sent url.Values) (crs.System, error) {
	if !sent.Has("crs") {
		return nil, nil
	}
	sys, err := crs.Parse(sent.Get("crs"))
	if err != nil {
		return nil, &badParameter{name: "crs", code: "unknown_crs", msg: err.Error()}
	}
	return sys, nil
}

// snap puts a position in degrees on the lattice, or says which of its numbers is wrong.
func snap(pos orb.Point) (geo.Point, error) {
	q, err := geo.Snap(pos)
	if err == nil {
		return q, nil
	}
	name, limit, hint := "lon", 180, ""
	if math.Abs(pos[0]) <= 180 {
		name, limit = "lat", 90
		if _, swapped := geo.Snap(orb.Point{pos[1], pos[0]}); swapped == nil {
			hint = "; the longitude comes first: lon and lat look swapped"
		}
	}
	return q, &badParameter{name: name, code: "out_of_range", msg: fmt.Sprintf("%s must lie within ±%d°%s", name, limit, hint)}
}

// parts reads which parts of the answer are wanted: all when nothing is said, but for the work of the
// posts, which only the desks are told and which costs as much as all else of them.
func parts(sent url.Values) (asked atlas.Asked, work bool, err error) {
	asked.AccuracyM = decimal(sent, "accuracy") // 0 when it was not sent
	if !sent.Has("fields") {
		return asked, false, nil
	}
	asked.NoAreas, asked.NoBorder, asked.NoStations, asked.NoCoverage, asked.NoPosts = true, true, true, true, true
	for f := range strings.SplitSeq(sent.Get("fields"), ",") {
		switch f {
		case "areas":
			asked.NoAreas = false
		case "border":
			asked.NoBorder = false
		case "stations":
			asked.NoStations = false
		case "coverage":
			asked.NoCoverage = false
		case "posts":
			asked.NoPosts = false
		case "work":
			asked.NoPosts, work = false, true
		default:
			return asked, false, &badParameter{name: "fields", code: "unknown_field", msg: "there is no field " + quote(f) + "; known are areas, border, stations, coverage, posts, work"}
		}
	}
	return asked, work, nil
}

// kinds reads which kinds of places are meant; nil when nothing is said.
func kinds(pic *atlas.Picture, sent url.Values) ([]string, error) {
	if !sent.Has("kinds") {
		return nil, nil
	}
	list, err := atlas.ParseKinds(pic.Scheme, sent.Get("kinds"))
	if err != nil {
		return nil, &badParameter{name: "kinds", code: "unknown_kind", msg: err.Error()}
	}
	return list, nil
}

// tags reads which services and skills are wanted; nil when nothing is said.
func tags(sent url.Values) ([]string, error) {
	if !sent.Has("tags") {
		return nil, nil
	}
	list, err := atlas.ParseTags(sent.Get("tags"))
	if err != nil {
		return nil, &badParameter{name: "tags", code: "bad_tags", msg: err.Error()}
	}
	return list, nil
}

// picture finds the picture of the date and revision that were asked for.
func (s *Server) picture(r *http.Request, sent url.Values) (*atlas.Picture, time.Time, error) {
	at := s.atlas.Now()
	if !sent.Has("at") && !sent.Has("revision") {
		return s.atlas.Current(), at, nil
	}
	if sent.Has("at") {
		var err error
		if at, err = atlas.ParseInstant(sent.Get("at"), s.atlas.Zone()); err != nil {
			return nil, at, &badParameter{name: "at", code: "bad_time", msg: err.Error()}
		}
	}
	pic, err := s.atlas.At(r.Context(), city.DateOf(at), int64(whole(sent, "revision", 0)))
	return pic, at, err
}
