import mlflow

with mlflow.start_run() as run:
    for step in range(3):
        mlflow.log_metrics({"loss": 1 / (step + 1), "test_accuracy": 0.5 + step / 10}, step=step)
    mlflow.log_text("weights", "model/weights.txt")
client = mlflow.MlflowClient()
client.create_registered_model("digits")
version = client.create_model_version("digits", f"{run.info.artifact_uri}/model", run.info.run_id)
client.set_model_version_tag("digits", version.version, "runner.metric.test_accuracy", "0.7")
client.set_registered_model_alias("digits", "champion", version.version)
