package httpapi

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/plan"
)

// mostBands is how many circles one answer draws of a place.
const mostBands = 5

// circlesAnswer is drawn circles as a GeoJSON collection.
type circlesAnswer struct {
	Type    string     `json:"type" enum:"FeatureCollection"`
	Drawing bool       `json:"drawing" doc:"always true: these are drawings, by which nothing is counted"`
	Note    city.Label `json:"note" doc:"what the drawing is not, for a legend"`
	shown
	At        string   `json:"at,omitempty" doc:"the time that was asked for"`
	Profile   string   `json:"profile,omitempty" doc:"of the people who walk, where one was asked for; else adults"`
	Tags      []string `json:"tags,omitempty" doc:"services or skills that the places all have, where some were asked for"`
	Direction string   `json:"direction" enum:"to the place,from the place" doc:"who walks where"`
	walkedOn
	Features []circleFeature `json:"features" doc:"the widest band first, so that a map draws the narrower ones over it; each holds those narrower than it, to 5 m where they have a side in common"`
}

// circleFeature is one band.
type circleFeature struct {
	Type       string           `json:"type" enum:"Feature"`
	Geometry   multiPolygon     `json:"geometry"`
	Properties circleProperties `json:"properties"`
}

type circleProperties struct {
	Minutes int    `json:"minutes" doc:"on foot to the place, at most"`
	Kind    string `json:"kind" doc:"of the place; of several drawn as one the kinds that were asked for, joined with commas"`
	Code    string `json:"code,omitempty" doc:"of the place; left out where several are drawn as one"`
	Name    string `json:"name,omitempty"`
	NameEn  string `json:"name_en,omitempty"`
	Method  string `json:"method" enum:"network"`
	Drawing bool   `json:"drawing"`
}

// drawnOnly is the note of every drawing.
var drawnOnly = city.Label{
	Zh: "步行圈仅为示意图形；户数与覆盖按每栋建筑的实际步行时间统计，不按图形统计",
	En: "The circle is a drawing; households and coverage are counted by each building's own walking time, not by the shape",
}

func (s *Server) placeCircle(w http.ResponseWriter, r *http.Request, q url.Values) error {
	return s.circle(w, r, q, q.Get("kind"))
}

func (s *Server) stationCircle(w http.ResponseWriter, r *http.Request, q url.Values) error {
	return s.circle(w, r, q, stationKind)
}

// circle draws the bands of one place.
func (s *Server) circle(w http.ResponseWriter, r *http.Request, q url.Values, kind string) error {
	minutes, err := minutesOf(q)
	if err != nil {
		return err
	}
	pic, at, err := s.picture(r, q)
	if err != nil {
		return err
	}
	if kind != "" {
		if err := knownKind(pic.Scheme, kind); err != nil {
			return err
		}
	}
	bands, err := s.atlas.PlaceCircle(r.Context(), pic, atlas.PlaceAsk{Kind: kind, Code: segment(r, "code"), Profile: q.Get("profile"), From: isFrom(q), Minutes: minutes})
	if err != nil {
		return err
	}
	return s.sendCircles(w, r, pic, &circlesOf{at: said(q, at), from: isFrom(q), set: atlas.CircleSet{Kinds: []string{kind}, Profile: q.Get("profile")}}, bands)
}

// walkedOn says on what an answer about walking rests.
type walkedOn struct {
	SpeedKMH float64  `json:"speed_kmh" doc:"of people of the profile on level ground"`
	MadeUp   bool     `json:"made_up" doc:"demo data (演示数据，虚构)"`
	Sources  []string `json:"sources" doc:"whom the streets are from, as their records say; to be shown wherever the answer is"`
}

// walkedOnOf says on what the walking of a picture rests, for people of a profile.
func walkedOnOf(pic *atlas.Picture, profile string) (walkedOn, error) {
	as, err := atlas.ProfileOf(pic.Scheme, profile)
	if err != nil {
		return walkedOn{}, err
	}
	streets, err := pic.StreetsOf(profile)
	if err != nil {
		return walkedOn{}, err
	}
	return walkedOn{SpeedKMH: as.Kmh, MadeUp: pic.Scheme.Demo, Sources: streets.Sources()}, nil
}

// circles draws the bands of all open places of some kinds in a box.
func (s *Server) circles(w http.ResponseWriter, r *http.Request, q url.Values) error {
	minutes, err := minutesOf(q)
	if err != nil {
		return err
	}
	b, err := box(q)
	if err != nil {
		return err
	}
	pic, at, err := s.picture(r, q)
	if err != nil {
		return err
	}
	set := atlas.CircleSet{Profile: q.Get("profile"), Minutes: minutes, Split: isSplit(q), From: isFrom(q)}
	if set.Kinds, err = circleKinds(pic, q); err != nil {
		return err
	}
	if set.Tags, err = tags(q); err != nil {
		return err
	}
	bands, err := s.atlas.Circles(r.Context(), pic, atlas.CirclesAsk{CircleSet: set, Box: *b})
	if err != nil {
		return err
	}
	return s.sendCircles(w, r, pic, &circlesOf{at: said(q, at), from: isFrom(q), set: set}, bands)
}

// circleKinds reads which kinds of places are meant: kinds, or kind for one; stations where neither is said.
func circleKinds(pic *atlas.Picture, q url.Values) ([]string, error) {
	list, err := kinds(pic, q)
	switch {
	case err != nil:
		return nil, err
	case list != nil && q.Has("kind"):
		return nil, &badParameter{name: "kind", code: "repeated_parameter", msg: "kind and kinds say the same: send kinds alone"}
	case list != nil:
		return list, nil
	case q.Has("kind"):
		return []string{q.Get("kind")}, knownKind(pic.Scheme, q.Get("kind"))
	default:
		return []string{stationKind}, nil
	}
}

// circlesOf is what an answer says of its question.
type circlesOf struct {
	at   string
	from bool
	set  atlas.CircleSet
}

func (s *Server) sendCircles(w http.ResponseWriter, r *http.Request, pic *atlas.Picture, of *circlesOf, bands []atlas.Band) error {
	on, err := walkedOnOf(pic, of.set.Profile)
	if err != nil {
		return err
	}
	ans := circlesAnswer{
		Type: "FeatureCollection", Drawing: true, Note: drawnOnly, shown: shownBy(pic), At: of.at, Profile: of.set.Profile, Tags: of.set.Tags, Direction: directionSaid(of.from), walkedOn: on, Features: []circleFeature{},
	}
	for _, b := range bands {
		f := circleFeature{
			Type: "Feature", Geometry: multiPolygon{Type: "MultiPolygon", Coordinates: b.Shape.Orb()},
			Properties: circleProperties{Minutes: b.Minutes, Kind: strings.Join(of.set.Kinds, ","), Method: atlas.Network, Drawing: true},
		}
		if pl := b.Place; pl != nil {
			f.Properties.Kind, f.Properties.Code, f.Properties.Name, f.Properties.NameEn = pl.Kind, pl.Code, pl.Name(), pl.Names.En
		}
		ans.Features = append(ans.Features, f)
	}
	doc := encode(ans)
	s.send(w, r, &representation{contentType: geoJSONType, etag: revisionTag(pic, doc), content: doc})
	return nil
}

// isSplit tells whether each place has a drawing of its own.
func isSplit(q url.Values) bool { return q.Get("form") == "split" }

// isFrom tells whether people walk from the place.
func isFrom(q url.Values) bool { return q.Get("direction") == "from" }

func directionSaid(from bool) string {
	if from {
		return plan.FromPlace
	}
	return plan.ToPlace
}

// minutesOf reads how long the walks are that are drawn.
func minutesOf(q url.Values) ([]int, error) {
	text := "5,10,15"
	if q.Has("minutes") {
		text = q.Get("minutes")
	}
	bad := &badParameter{name: "minutes", code: "bad_minutes", msg: "minutes must be 1 to " + strconv.Itoa(mostBands) + " whole numbers from 1 to " + strconv.Itoa(atlas.MostMinutes) + ", joined with commas"}
	parts := strings.Split(text, ",")
	if len(parts) > mostBands {
		return nil, bad
	}
	out := make([]int, len(parts))
	for i, part := range parts {
		n, err := strconv.Atoi(part)
		if err != nil || n < 1 || n > atlas.MostMinutes || part != strconv.Itoa(n) {
			return nil, bad
		}
		out[i] = n
	}
	return out, nil
}

var paramCircleForm = Param{
	Name: "form", Type: Text, Enum: []string{"merged", "split"}, Default: "merged",
	Says: city.Label{Zh: "merged：合为一片；split：按最近的点位分开", En: "merged: all as one; split: apart by which place is the nearest"},
}

func (s *Server) circleRoutes() []Route {
	minutes := Param{
		Name: "minutes", Type: Text, Default: "5,10,15", Example: "10",
		Says: city.Label{Zh: "步行分钟数，用逗号隔开，至多 5 个，每个 1 至 30", En: "minutes on foot, joined with commas, at most 5, each from 1 to 30"},
	}
	inBox := paramBox
	inBox.Required = true
	circlePlaces := paramPlaces
	circlePlaces.Default = "" // kind may say it
	fails := Fails{400: {"bad_minutes", "unknown_kind", "unknown_profile", "bad_time"}, 404: {"unknown_code", "unknown_revision"}, 409: {"ambiguous_code", "no_network", "place_off_network", "shifted_streets"}, 413: {"box_too_large"}, 503: {"busy"}}
	many := Fails{400: {"bad_minutes", "bad_tags", "repeated_parameter", "unknown_kind", "unknown_profile", "bad_bbox", "bad_time"}, 404: {"unknown_revision"}, 409: {"no_network", "shifted_streets"}, 413: {"box_too_large"}, 503: {"busy"}}
	drawn := []Answer{{geoJSONType, circlesAnswer{}}}
	return []Route{{
		Method: "GET", Pattern: "/api/v1/places/{code}/circle", Name: "drawPlaceCircle", Action: "places.read", Personal: Public, Cost: Heavy,
		Summary: city.Label{Zh: "一个点位的步行圈（示意图形，不作统计）", En: "The walking circle of a place: a drawing, by which nothing is counted"},
		Params:  []Param{minutes, paramKind, paramCode, paramProfile, paramDirection, paramAt, paramRevision}, Answers: drawn, Fails: fails, handle: s.placeCircle,
	}, {
		Method: "GET", Pattern: "/api/v1/stations/{code}/circle", Name: "drawStationCircle", Action: "places.read", Personal: Public, Cost: Heavy,
		Summary: city.Label{Zh: "一个红帆驿站的步行圈（示意图形，不作统计）", En: "The walking circle of a Red Sail station: a drawing, by which nothing is counted"},
		Params:  []Param{minutes, paramCode, paramProfile, paramDirection, paramAt, paramRevision}, Answers: drawn, Fails: fails, handle: s.stationCircle,
	}, {
		Method: "GET", Pattern: "/api/v1/circles", Name: "drawCircles", Action: "places.read", Personal: Public, Cost: Heavy,
		Summary: city.Label{Zh: "范围内全部营业点位的步行圈，合并或按最近点位分开（示意图形）", En: "The walking circles of all open places in a box, merged, or split by the nearest: a drawing"},
		Params:  []Param{minutes, paramKind, circlePlaces, paramTags, inBox, paramCircleForm, paramProfile, paramDirection, paramAt, paramRevision}, Answers: drawn, Fails: many, handle: s.circles,
	}}
}
