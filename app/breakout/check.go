package breakout

const (
	// mostSaid is how many texts of the staff are kept.
	mostSaid = 20
)
