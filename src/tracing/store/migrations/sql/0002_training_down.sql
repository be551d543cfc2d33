DROP TABLE casework.training_answers;
DROP TABLE casework.training_attempts;
DROP TABLE casework.training_truth;
DROP TABLE casework.training_sandbox;
