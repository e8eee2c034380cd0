package atlas

import "github.com/redsail/redsail/internal/city"

// DutyTimes say when a post is on duty. They are for those of the desks: no answer for anybody has them.
type DutyTimes struct {
	Hours *HoursCard `json:"hours,omitempty" doc:"absent where none are known"`
	// Today is nil where the hours say nothing of the date of the picture.
	Today *[][2]string `json:"today,omitempty" doc:"the spans of duty that begin on the date asked about, by exceptions, calendar and turns; none = off that day; absent where it is not known"`
}

// PostWork is when a post is on duty and what it does, for those of the desks.
type PostWork struct {
	DutyTimes
	Tasks []string `json:"tasks,omitempty" doc:"domains of work"`
	Duty  string   `json:"duty,omitempty" doc:"what it does, in words"`
}

// Times are those of a post, and of the date of the picture.
func (p *Picture) Times(post *city.Post) DutyTimes {
	out := DutyTimes{Hours: hoursCard(post.Hours)}
	if spans, known := post.Hours.DutyOn(p.Date, calendarOf(post.Hours)); known {
		today := clocks(spans)
		out.Today = &today
	}
	return out
}

// Work is that of a post on the date of the picture.
func (p *Picture) Work(post *city.Post) *PostWork {
	return &PostWork{DutyTimes: p.Times(post), Tasks: post.Tasks, Duty: post.Duty}
}
