package httpapi

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// staffedPost is a post as somebody who is signed in sees it: with who holds it and when it works, as far as
// they may.
type staffedPost struct {
	*atlas.PostAnswer
	*atlas.PostWork               // of those in the caller's areas, where it is asked for
	Person          *access.Shown `json:"person,omitempty" doc:"who holds the post: of those who are signed in, by their right"`
}

// staffedReply is a Reply whose posts have persons. A stranger's answer is the Reply itself, whose
// type has no place for a person.
type staffedReply struct {
	*atlas.Reply
	Posts []staffedPost `json:"posts,omitzero"`
}

// staffedArea is an area's card whose posts have persons.
type staffedArea struct {
	shown
	At string `json:"at,omitempty" doc:"the time of which duty is said, when one was asked for; else it is now"`
	*atlas.AreaPosts
	Posts []staffedPost `json:"posts"`
}

// seesPersons tells whether somebody is shown persons at all.
func (s *Server) seesPersons(r *http.Request) bool {
	return s.cfg.People != nil && s.may(r, "persons.read")
}

// staffed puts beside each post who holds it, and with work hours and duty of those in the caller's areas.
// Rights are judged by the city of today, whatever date was asked about.
func (s *Server) staffed(r *http.Request, pic *atlas.Picture, posts []atlas.PostAnswer, holders []atlas.Holder, work bool) ([]staffedPost, error) {
	out := make([]staffedPost, len(posts))
	list, of := make([]access.Held, 0, len(posts)), make([]int, 0, len(posts))
	j, work := s.judging(r), work && s.may(r, "posts.read")
	for i := range posts {
		out[i].PostAnswer = &posts[i]
		if i >= len(holders) {
			continue
		}
		if own := holders[i].Own; work && j.caller.Reaches(j.lineage(own.At)) {
			out[i].PostWork = pic.Work(own)
		}
		if h, ok := j.held(pic, holders[i].Person, holders[i].At); ok {
			list, of = append(list, h), append(of, i)
		}
	}
	shown, err := s.cfg.People.Show(r.Context(), j.caller, list)
	if err != nil {
		return nil, err
	}
	for n, i := range of {
		out[i].Person = shown[n]
	}
	return out, nil
}

// judging judges the holders of posts, one after another.
type judging struct {
	today  *atlas.Picture
	now    time.Time
	caller *access.Caller
	at     city.Seat   // of the last holder
	above  []city.Seat // and what that lies in
}

func (s *Server) judging(r *http.Request) judging {
	return judging{today: s.atlas.Current(), now: s.atlas.Now(), caller: callerIn(r.Context())}
}

// held is the person of a code at the date of a picture, or today, who holds a post at a seat, as they are
// today: whatever date was asked about, those who work elsewhere now, or no more, are seen masked, and duty
// is that of this moment.
func (j *judging) held(pic *atlas.Picture, code string, at city.Seat) (access.Held, bool) {
	if code == "" {
		return access.Held{}, false
	}
	today := j.today.Incumbent(code)
	person := today.Person
	if pic != j.today {
		if then, ok := pic.Person(code); ok {
			person = then
		}
	}
	if person == nil {
		return access.Held{}, false
	}
	return access.Held{Person: person, Reach: j.lineage(at), OnDuty: today.OnDuty(j.today, j.now), Left: today.Person == nil || !j.reaches(today.Posts)}, true
}

// lineage is what a seat lies in today.
func (j *judging) lineage(at city.Seat) []city.Seat {
	if j.at != at { // most are beside others of the same seat
		j.at, j.above = at, j.today.Lineage(at)
	}
	return j.above
}

// reaches is reachedBy of somebody who holds posts beside the one in hand.
func (j *judging) reaches(posts []*city.Post) bool {
	if j.caller.Reaches(nil) {
		return true
	}
	here := j.caller.Reaches(j.above)
	return slices.ContainsFunc(posts, func(post *city.Post) bool {
		if post.At == j.at {
			return here
		}
		return j.caller.Reaches(j.today.Lineage(post.At))
	})
}

// sendStaffed answers about a point to somebody who may see persons.
func (s *Server) sendStaffed(w http.ResponseWriter, r *http.Request, pic *atlas.Picture, reply *atlas.Reply, work bool) error {
	posts, err := s.staffed(r, pic, reply.Posts, reply.Holders, work)
	if err != nil {
		return err
	}
	return s.tell(w, r, http.StatusOK, staffedReply{Reply: reply, Posts: posts})
}

// tellStaffed answers about the posts of an area to somebody who may see persons.
func (s *Server) tellStaffed(w http.ResponseWriter, r *http.Request, pic *atlas.Picture, q url.Values, at time.Time, card *atlas.AreaPosts) error {
	posts, err := s.staffed(r, pic, card.Posts, card.Holders, true)
	if err != nil {
		return err
	}
	w.Header()["Cache-Control"] = keptByNobody
	return s.tell(w, r, http.StatusOK, staffedArea{shown: shownBy(pic), At: said(q, at), AreaPosts: card, Posts: posts})
}
