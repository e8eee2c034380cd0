package plan

import (
	"time"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// Asked is what an answer about coverage was asked for.
type Asked struct {
	Minutes  int      `json:"minutes"`
	At       string   `json:"at" doc:"RFC 3339 in the city's zone"`
	Policy   []Policy `json:"policy" doc:"rules by the class of an area that were asked for; minutes are those of all others"`
	OpenAt   *string  `json:"open_at" doc:"only places open at this moment count; null = hours aside"`
	Revision int64    `json:"revision"`
	Kind     string   `json:"kind"`
	Profile  string   `json:"profile,omitempty" doc:"of the people who walk, where one was asked for; else adults"`
	// Direction is as it is asked for; assumptions say it in words.
	Direction string `json:"direction" enum:"to,from" doc:"who walks where: to the place, or from it home"`
}

// Coverage is the answer about all households and those of each area of a layer.
type Coverage struct {
	Asked
	Exact      bool      `json:"exact" doc:"false: the numbers are sums of whole privacy blocks, rounded to tens (docs/privacy.md)"`
	Households Count     `json:"households"`
	Share      *float64  `json:"share" doc:"covered / (total − estimated)"`
	Estimate   *Estimate `json:"estimate" doc:"null when the numbers are not exact"`
	Places     Places    `json:"places"`
	Walking    *Walking  `json:"walking" doc:"null when the numbers are not exact, or nobody was measured"`
	By         []Row     `json:"by" doc:"areas in the order of their codes"`
	Policies   []Policy  `json:"policies" doc:"the rules that the scheme has by the class of an area, which policy=true judges by; empty = none"`

	Assumptions Assumptions `json:"assumptions"`
}

// Places are those that were walked to.
type Places struct {
	Open         int      `json:"open" doc:"those that count"`
	OffNetwork   []string `json:"off_network" doc:"codes of those of them that stand off the network: no way to them was measured"`
	Apart        []Apart  `json:"apart" doc:"those of them that nobody can walk to as they stand, or that stand in water, with the reason"`
	UnknownHours int      `json:"unknown_hours" doc:"with open_at: places left out, since their hours do not say whether they are open"`
}

// Apart is an open place that does not stand where people walk.
type Apart struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	Reason string `json:"reason" enum:"place_in_water,place_off_network"`
	Says   string `json:"says" doc:"the reason in words, with what is in the way"`
}

// Assumptions are what every figure rests on.
type Assumptions struct {
	SpeedKMH  float64    `json:"speed_kmh" doc:"of people of the profile on level ground"`
	Profile   string     `json:"profile,omitempty" doc:"of the people who walk, where one was asked for; else adults"`
	StepsKMH  *float64   `json:"steps_kmh,omitempty" doc:"on steps, where a profile was asked for; 0 = they take none"`
	Direction string     `json:"direction"`
	Datum     string     `json:"datum"`
	Network   *Net       `json:"network" doc:"null: there is none, and everything is an estimate"`
	Detours   [3]float64 `json:"detours" doc:"what a straight line is taken times in an estimate: at the least, likely, at the most"`
	DataDate  string     `json:"data_date" doc:"the date whose city is meant"`
	MadeUp    bool       `json:"made_up" doc:"demo data (演示数据，虚构)"`
	Sources   []string   `json:"sources" doc:"whom the streets are from, as their records say"`
	NoStoreys int        `json:"without_storeys,omitempty" doc:"buildings that take a share of the households of their compound or grid and whose storeys are not known: they count with the median of the known ones there, else with one"`
	NoGround  int        `json:"without_ground,omitempty" doc:"the same of which only a point is known: they count with the median ground there, else with one square metre"`
	// SetBack are doubts: see atlas.SetBack.
	SetBack []atlas.SetBack `json:"set_back,omitempty" doc:"buildings, or places, that nearly all stand on one side of their streets: as homes set back from their lanes do, and as another coordinate system would make them"`
}

// Net is the walking network that was used.
type Net struct {
	Revision int64 `json:"revision" doc:"the revision whose streets it is made from"`
	Nodes    int   `json:"nodes"`
	Edges    int   `json:"edges"`
	Islets   int   `json:"islets" doc:"short parts of the streets that hang together with no other: no home stands on one where another street is within reach"`
	Private  int   `json:"private_parts" doc:"parts of the streets that hang together with no other and in which every street is for residents only: who is there walks on all of them, since none is another compound's for sure"`
	// LeftOut are lines that the network does without.
	LeftOut []string `json:"left_out,omitempty" doc:"streets, gates and barriers, as layer/code, that the network does without: a leg of theirs is too long to be one (leg_too_long of a check)"`
}

func (s *stand) coverage() (*Coverage, error) {
	out := &Coverage{Asked: s.asked(), Exact: s.Exact, Places: s.places(), By: []Row{}, Policies: s.town.policies(), Assumptions: s.assumptions()}
	var of []Count
	limit := s.limit()
	if s.Exact {
		all, spots := s.town.count(s.walks, limit, s.ground)
		out.Households, out.Estimate, out.Walking = all.counted(), all.estimate(), s.town.walking(s.walks)
		if n := s.town.uncounted(); n > 0 {
			out.Estimate.Uncounted = &n
		}
		for i := range spots {
			of = append(of, spots[i].counted())
		}
	} else {
		out.Households, of = s.town.toldRows(s.walks, limit, s.ground)
	}
	out.Share = out.Households.share()
	for i := range of {
		v := s.town.grounds[s.ground].Areas[i]
		out.By = append(out.By, Row{Layer: s.town.grounds[s.ground].Key, Code: v.Code, Name: v.Name(), NameEn: v.Names.En, Count: of[i], Share: of[i].share()})
	}
	return out, nil
}

// asked is the question in the words of its answers.
func (s *stand) asked() Asked {
	out := Asked{Minutes: s.Minutes, At: s.At.Format(time.RFC3339), Policy: s.rules(), Revision: s.town.pic.Revision, Kind: s.Kind, Profile: s.Profile, Direction: directionSaid(s.From)}
	if s.Open {
		at := s.OpenAt.Format(time.RFC3339)
		out.OpenAt = &at
	}
	return out
}

func (s *stand) places() Places {
	out := Places{Open: len(s.list), OffNetwork: []string{}, Apart: []Apart{}, UnknownHours: s.unknown}
	for i := range s.list {
		if s.list[i].Kind != atlas.LandmarkKind { // as check and imports
			if at := s.town.pic.StandingOf(s.town.ground.words, s.town.streets, s.list[i].Place); at.Reason != "" {
				out.Apart = append(out.Apart, Apart{Code: s.list[i].Code, Name: s.list[i].Name(), Reason: at.Reason, Says: at.Text})
			}
		}
		if len(s.list[i].feet) == 0 {
			out.OffNetwork = append(out.OffNetwork, s.list[i].Code)
		}
	}
	return out
}

func (s *stand) assumptions() Assumptions {
	out := s.town.assumptions(s.At, s.Profile)
	if s.From {
		out.Direction = FromPlace
	}
	if s.setBack != nil {
		out.SetBack = append(out.SetBack, *s.setBack)
	}
	return out
}

// ToPlace and FromPlace are the directions as answers say them.
const (
	ToPlace   = "to the place"
	FromPlace = "from the place"
)

// assumptions are those of an answer about the city of a moment, for people of a profile.
func (t *Town) assumptions(at time.Time, profile string) Assumptions {
	out := Assumptions{
		SpeedKMH: t.profile.Kmh, Profile: profile, Direction: ToPlace, Datum: "WGS-84 = CGCS2000",
		Detours: [3]float64{atlas.DetourLow, atlas.Detour, atlas.DetourHigh}, DataDate: city.DateOf(at).String(), MadeUp: t.pic.Scheme.Demo,
		Sources: t.streets.Sources(), NoStoreys: t.noStoreys, NoGround: t.noGround,
	}
	if doubt := t.streets.SetBack(); doubt != nil {
		out.SetBack = append(out.SetBack, *doubt)
	}
	if profile != "" {
		out.StepsKMH = &t.profile.StepsKmh
	}
	if g := t.streets.Graph(); g.Nodes() > 0 {
		r := t.streets.Report()
		out.Network = &Net{Revision: t.streets.Revision, Nodes: g.Nodes(), Edges: len(g.Edges()), Islets: r.Islets, Private: len(r.Private()), LeftOut: t.streets.LeftOut()}
	}
	return out
}
