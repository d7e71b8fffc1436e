package live

const (
	// resumeMost and resumeBytes bound what a loop remembers of the stream for those who come back.
	resumeMost  = 1000
	resumeBytes = 1 << 20
)

// recent are the last events of the stream, without a gap.
type recent struct {
	events []Event
	bytes  int
	from   int64 // the offset before the first of them
}

// reset takes events that end at the offset last.
func (r *recent) reset(events []Event, last int64) {
	r.events, r.bytes, r.from = nil, 0, last
	if len(events) > 0 {
		r.from = events[0].Offset - 1
	}
	for _, e := range events {
		r.add(e)
	}
}

func (r *recent) add(e Event) {
	r.events = append(r.events, e)
	r.bytes += len(e.Body)
	for len(r.events) > resumeMost || r.bytes > resumeBytes {
		r.bytes -= len(r.events[0].Body)
		r.from = r.events[0].Offset
		r.events[0] = Event{}
		r.events = r.events[1:]
	}
}

// drop forgets the events up to the offset: whether their bodies were redacted can't be asked any more.
func (r *recent) drop(upTo int64) {
	for len(r.events) > 0 && r.from < upTo {
		r.bytes -= len(r.events[0].Body)
		r.from = r.events[0].Offset
		r.events[0] = Event{}
		r.events = r.events[1:]
	}
}

// forget removes the bodies of events.
func (r *recent) forget(offsets []int64) {
	for _, at := range offsets {
		if i := at - r.from - 1; i >= 0 && i < int64(len(r.events)) {
			r.bytes -= len(r.events[i].Body)
			r.events[i].Body = nil
		}
	}
}

// after returns what the viewer may see after the offset; ok is false where it isn't all remembered.
func (r *recent) after(offset int64, v Viewer) (events []Event, ok bool) {
	i := offset - r.from
	if i < 0 || i > int64(len(r.events)) {
		return nil, false
	}
	for _, e := range r.events[i:] {
		if !v.Sees(e.Audience) {
			continue
		}
		if e.redacted() {
			return nil, false
		}
		events = append(events, e)
	}
	return events, true
}
